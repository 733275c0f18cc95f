"""Holds connections of each bad kind open and measures what new clients notice of it."""

import asyncio
import os
import socket
import time
from urllib.parse import urlsplit

URL = urlsplit(os.environ["BASE_URL"])
PID = os.environ["SERVER_PID"]
COUNT = int(os.environ.get("COUNT", "2000"))
ASKED = 500
HOST = f"host: {URL.netloc}\r\n".encode()
GET = b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
BODY = b"content-type: application/x-www-form-urlencoded\r\ncontent-length: 1000\r\n\r\n"
# A page that is far longer than what a client with a small window takes: many pipelined requests.
PAGES = (b"GET /login HTTP/1.1\r\n" + HOST + b"\r\n") * 200

# What each kind says first, and what it drips from then on.
KINDS = {
    "says nothing": (b"", b""),
    "half a head": (b"GET / HTTP/1.1\r\n" + HOST + b"x: ", b"y"),
    "half an HTTP/2 preface": (PREFACE[:10], b""),
    "HTTP/2 without a frame": (PREFACE, b""),
    "HTTP/2 with settings only": (PREFACE + b"\0\0\0\4\0\0\0\0\0", b""),
    "a form's body that drips": (b"POST /login HTTP/1.1\r\n" + HOST + BODY, b"a"),
    "a call's body that drips": (b"POST /api/fn/sign_in HTTP/1.1\r\n" + HOST + BODY, b"a"),
    "idle after a request": (GET, b""),
    "reads no answer": (PAGES, b""),
}


def memory():
    with open(f"/proc/{PID}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


async def ask():
    begun = time.perf_counter()
    reader, writer = await asyncio.open_connection(URL.hostname, URL.port)
    writer.write(GET)
    answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\nok"), 10)
    writer.close()
    assert answer.startswith(b"HTTP/1.1 200"), answer
    return (time.perf_counter() - begun) * 1000


async def p99():
    times = sorted([await ask() for _ in range(ASKED)])
    return times[len(times) // 2], times[int(len(times) * 0.99)]


def cpu_seconds():
    with open(f"/proc/{PID}/stat") as status:
        fields = status.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def settle():
    """Waits until the server has done what the connections asked for: what is measured is that they are held."""
    for _ in range(12):
        before = cpu_seconds()
        await asyncio.sleep(1)
        if cpu_seconds() - before < 0.1:
            break


def connect(said):
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect((URL.hostname, URL.port))
    client.setblocking(False)
    try:
        client.send(said)
    except BlockingIOError:
        pass
    return client


async def drip(clients, byte):
    while byte:
        for client in clients:
            try:
                client.send(byte)
            except OSError:
                pass
        await asyncio.sleep(4)


def are_open(clients):
    count = 0
    for client in clients:
        try:
            while data := client.recv(65536, socket.MSG_PEEK):
                count += 1
                break
        except BlockingIOError:
            count += 1
        except OSError:
            pass
    return count


async def main():
    await p99()
    print(f"{'':28} {'held':>6} {'median':>9} {'99 %':>9} {'memory':>9} {'grown':>8}")
    for kind, (said, byte) in KINDS.items():
        median, tail = await p99()
        idle = memory()
        print(f"{'nobody else':28} {0:6} {median:6.2f} ms {tail:6.2f} ms {idle:6.1f} MB", flush=True)
        clients = []
        for number in range(COUNT):
            clients.append(connect(said))
            if number % 50 == 0:
                await asyncio.sleep(0)
        dripping = asyncio.create_task(drip(clients, byte))
        await settle()
        held = are_open(clients)
        median, tail = await p99()
        now = memory()
        print(f"{kind:28} {held:6} {median:6.2f} ms {tail:6.2f} ms {now:6.1f} MB {now - idle:+6.1f} MB", flush=True)
        dripping.cancel()
        for client in clients:
            client.close()
        await asyncio.sleep(1)


asyncio.run(main())
