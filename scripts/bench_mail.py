"""The work of scripts/bench-mail: a slow mail server, people who sign up, and people who sign in."""

import asyncio
import email
import http.client
import json
import os
import re
import statistics
import sys
import threading
import time
import urllib.parse

COUNT, SLOWNESS = int(sys.argv[1]), int(sys.argv[2]) / 1000
HOST = urllib.parse.urlparse(os.environ["BASE_URL"]).netloc
received = {}


async def take_mail(reader, writer):
    """One SMTP session (RFC 5321 §4), and one mail."""

    def say(line):
        writer.write(f"{line}\r\n".encode())

    say("220 slow")
    to = None
    while line := (await reader.readline()).decode():
        word = line.split(" ")[0].strip().upper()
        if word in {"EHLO", "HELO"}:
            say("250 slow")
        elif word == "RCPT":
            to = re.search("<(.*?)>", line).group(1)
            say("250 ok")
        elif word == "DATA":
            say("354 go on")
            lines = []
            while (content := (await reader.readline()).decode()) != ".\r\n":
                lines.append(content)
            await asyncio.sleep(SLOWNESS)
            received.setdefault(to, []).append("".join(lines))
            say("250 taken")
        elif word == "QUIT":
            say("221 bye")
            break
        else:
            say("250 ok")
        await writer.drain()
    writer.close()


def serve_mail():
    async def serve():
        server = await asyncio.start_server(take_mail, "127.0.0.1", int(os.environ["SMTP_PORT"]))
        await server.serve_forever()

    asyncio.run(serve())


def post(connection, path, body):
    connection.request("POST", path, json.dumps(body), {"content-type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def sign_ins(count):
    """The milliseconds that each sign-in takes."""
    connection = http.client.HTTPConnection(HOST)
    times = []
    for _ in range(count):
        begun = time.perf_counter()
        assert post(connection, "/api/token", {"email": "demo@latchkey.test", "password": "latchkey-demo"}) == 200
        times.append((time.perf_counter() - begun) * 1000)
    return times


def ask(numbers):
    connection = http.client.HTTPConnection(HOST)
    for n in numbers:
        body = {"name": f"Person {n}", "email": f"person-{n}@example.test", "password": "plum kettle orbit 41"}
        assert post(connection, "/api/users", body) == 202


threading.Thread(target=serve_mail, daemon=True).start()
time.sleep(0.5)
before = sign_ins(100)
begun = time.perf_counter()
asking = [threading.Thread(target=ask, args=(range(part, COUNT, 2),)) for part in range(2)]
for thread in asking:
    thread.start()
during = sign_ins(100)
for thread in asking:
    thread.join()
asked_after = time.perf_counter() - begun
# With the notices of new devices that the sign-ins cause.
mine = lambda: sum(len(mails) for to, mails in received.items() if to.startswith("person-"))
while mine() < COUNT and time.perf_counter() - begun < 3600:
    time.sleep(0.5)
sent_after = time.perf_counter() - begun
while_sending = sign_ins(100)

wrong = 0
for n in range(COUNT):
    to = f"person-{n}@example.test"
    for mail in received.get(to, []):
        wrong += email.message_from_string(mail)["To"] != to
twice = sum(len(mails) - 1 for to, mails in received.items() if to.startswith("person-"))
lost = COUNT - len([to for to in received if to.startswith("person-")])
print(f"{COUNT} sign-ups asked for in {asked_after:.0f} s, all mail sent after {sent_after:.0f} s; lost {lost}, to somebody else {wrong}, twice {twice}")
for name, times in [("before", before), ("while they sign up", during), ("afterwards", while_sending)]:
    print(f"a sign-in {name}: median {statistics.median(times):.1f} ms, 95 % {sorted(times)[94]:.1f} ms")
sys.exit(bool(lost or wrong))
