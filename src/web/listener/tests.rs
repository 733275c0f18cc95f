#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{net::IpAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::Request,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use bytes::Bytes;
use futures::stream;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::{Notify, mpsc, oneshot},
    task::JoinHandle,
    time::timeout,
};

use super::{Limits, serve};
use crate::web::body;

/// Far longer than any limit that a test sets.
const PATIENCE: Duration = Duration::from_secs(20);
const AN_HOUR: Duration = Duration::from_secs(3600);
const A_MOMENT: Duration = Duration::from_millis(200);
const GET: &[u8] = b"GET / HTTP/1.1\r\nhost: a\r\n\r\n";
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const SETTINGS: &[u8] = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00";

struct Server {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    release: Arc<Notify>,
    /// Receives a message for each response to `/big` that is aborted or completed.
    dropped: mpsc::UnboundedReceiver<()>,
}

/// Returns limits that never take effect, so that a test observes only the one it sets.
fn unbounded() -> Limits {
    Limits {
        first_request: AN_HOUR,
        body: AN_HOUR,
        idle: AN_HOUR,
        request: AN_HOUR,
        stall: AN_HOUR,
        ping: AN_HOUR,
        ..Limits::default()
    }
}

struct OnDrop(mpsc::UnboundedSender<()>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

async fn start(limits: Limits) -> Server {
    let release = Arc::new(Notify::new());
    let (tell, dropped) = mpsc::unbounded_channel();
    let held = Arc::clone(&release);
    let big = move || {
        let on_drop = OnDrop(tell.clone());
        let chunks = stream::repeat_with(move || {
            let _ = &on_drop;
            Ok::<_, std::io::Error>(Bytes::from_static(&[b'x'; 16 * 1024]))
        });
        std::future::ready(Response::new(Body::from_stream(chunks)))
    };
    let read = async |request: Request| match body::read(request.into_body()).await {
        Ok(_) => "read".into_response(),
        Err(error) => error.into_response(),
    };
    let router = Router::new()
        .route("/", get(async || "here"))
        .route("/body", post(read))
        .route("/big", get(big))
        .route("/never", get(std::future::pending::<&'static str>))
        .route(
            "/held",
            get(async move || {
                held.notified().await;
                "released"
            }),
        );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve(listener, router, limits, async move {
        drop(stopped.await)
    }));
    Server {
        address,
        stop,
        serving,
        release,
        dropped,
    }
}

impl Server {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn say(&self, bytes: &[u8]) -> TcpStream {
        let mut client = self.connect().await;
        client.write_all(bytes).await.unwrap();
        client
    }

    async fn is_answering(&self) {
        let mut client = self.say(GET).await;
        assert!(answer(&mut client).await.ends_with("here"));
    }
}

/// Reads one response, up to the word that each handler ends with.
async fn answer(client: &mut TcpStream) -> String {
    let mut seen = Vec::new();
    while !["here", "read", "released", "}"]
        .iter()
        .any(|end| seen.ends_with(end.as_bytes()))
    {
        let mut more = [0; 1024];
        let count = timeout(PATIENCE, client.read(&mut more))
            .await
            .expect("an answer")
            .unwrap();
        assert!(
            count > 0,
            "closed after {:?}",
            String::from_utf8_lossy(&seen)
        );
        seen.extend(&more[..count]);
    }
    String::from_utf8(seen).unwrap()
}

/// Waits for the server to close the connection, and returns what it sent before.
async fn until_closed(mut client: TcpStream) -> Vec<u8> {
    let mut seen = Vec::new();
    // A reset also closes the connection.
    let _ = timeout(PATIENCE, client.read_to_end(&mut seen))
        .await
        .expect("the connection is still open");
    seen
}

#[tokio::test]
async fn a_connection_without_a_request_is_cut() {
    let server = start(Limits {
        first_request: A_MOMENT,
        ..unbounded()
    })
    .await;
    let http2 = [PREFACE, SETTINGS].concat();
    for said in [
        &b""[..],
        b"G",
        b"PRI * HTTP",
        PREFACE,
        &http2,
        b"GET / HTTP/1.1\r\nhost: a\r\nx: ",
    ] {
        until_closed(server.say(said).await).await;
    }
    server.is_answering().await;
}

#[tokio::test]
async fn a_head_that_drips_is_cut() {
    let server = start(Limits {
        first_request: A_MOMENT,
        ..unbounded()
    })
    .await;
    let mut client = server.say(b"GET / HTTP/1.1\r\nx: ").await;
    let dripping = async {
        while client.write_all(b"y").await.is_ok() {
            tokio::time::sleep(A_MOMENT / 8).await
        }
    };
    timeout(PATIENCE, dripping)
        .await
        .expect("the head drips on");
}

#[tokio::test]
async fn a_head_that_is_too_long_is_refused() {
    let server = start(unbounded()).await;
    let long = format!(
        "GET / HTTP/1.1\r\nhost: a\r\nx: {}\r\n\r\n",
        "y".repeat(20_000)
    );
    let mut client = server.connect().await;
    let _ = client.write_all(long.as_bytes()).await;
    let said = until_closed(client).await;
    assert!(
        said.is_empty() || said.starts_with(b"HTTP/1.1 431"),
        "{}",
        String::from_utf8_lossy(&said)
    );
    server.is_answering().await;
}

#[tokio::test]
async fn a_body_that_does_not_come_is_answered_and_the_connection_closed() {
    let server = start(Limits {
        body: A_MOMENT,
        ..unbounded()
    })
    .await;
    for head in ["content-length: 100", "transfer-encoding: chunked"] {
        let request = format!("POST /body HTTP/1.1\r\nhost: a\r\n{head}\r\n\r\n");
        let said = until_closed(server.say(request.as_bytes()).await).await;
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(
            said.starts_with("HTTP/1.1 408") && said.contains("request_timeout"),
            "{said}"
        );
    }
    let mut client = server
        .say(b"POST /body HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabc")
        .await;
    assert!(
        answer(&mut client).await.ends_with("read"),
        "a body that is there is read"
    );
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let server = start(Limits {
        idle: A_MOMENT,
        ..unbounded()
    })
    .await;
    let mut client = server.say(GET).await;
    answer(&mut client).await;
    assert!(until_closed(client).await.is_empty());
    let mut client = server.say(GET).await;
    answer(&mut client).await;
    client.write_all(b"GET / HT").await.unwrap();
    until_closed(client).await;
}

#[tokio::test]
async fn an_answer_that_nobody_reads_is_given_up() {
    let mut server = start(Limits {
        stall: A_MOMENT,
        ..unbounded()
    })
    .await;
    let _client = server.say(b"GET /big HTTP/1.1\r\nhost: a\r\n\r\n").await;
    timeout(PATIENCE, server.dropped.recv())
        .await
        .expect("the answer waits on");
    server.is_answering().await;
}

#[tokio::test]
async fn an_answer_that_is_read_too_slowly_is_given_up() {
    let limits = Limits {
        request: A_MOMENT,
        rate: u64::MAX,
        send_buffer: 4096,
        ..unbounded()
    };
    let mut server = start(limits).await;
    let mut client = server.say(b"GET /big HTTP/1.1\r\nhost: a\r\n\r\n").await;
    let reading = async {
        let mut some = [0; 4096];
        while client.read(&mut some).await.is_ok_and(|count| count > 0) {
            tokio::time::sleep(A_MOMENT / 20).await;
        }
    };
    tokio::select! {
        () = reading => {}
        dropped = timeout(PATIENCE, server.dropped.recv()) => { dropped.expect("the answer drips on"); }
    }
}

#[tokio::test]
async fn a_request_without_an_answer_is_given_up() {
    let server = start(Limits {
        request: A_MOMENT,
        ..unbounded()
    })
    .await;
    assert!(
        until_closed(server.say(b"GET /never HTTP/1.1\r\nhost: a\r\n\r\n").await)
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn the_oldest_silent_connection_makes_room_for_a_new_one() {
    let server = start(Limits {
        connections: 3,
        ..unbounded()
    })
    .await;
    let mut idle = server.say(GET).await;
    answer(&mut idle).await;
    let (oldest, _newer) = (server.connect().await, server.connect().await);
    server.is_answering().await;
    assert!(until_closed(oldest).await.is_empty());
    idle.write_all(GET).await.unwrap();
    assert!(
        answer(&mut idle).await.ends_with("here"),
        "one that has finished a request stays before one that has not"
    );
}

#[tokio::test]
async fn a_flood_of_silent_connections_keeps_nobody_out() {
    let server = start(Limits {
        connections: 20,
        ..unbounded()
    })
    .await;
    let mut silent = Vec::new();
    for _ in 0..10 {
        for _ in 0..20 {
            silent.push(server.connect().await);
        }
        server.is_answering().await;
    }
}

#[tokio::test]
async fn an_address_has_a_bound_of_its_own() {
    let server = start(Limits {
        per_address: 2,
        ..unbounded()
    })
    .await;
    let (oldest, _newer) = (server.connect().await, server.connect().await);
    server.is_answering().await;
    until_closed(oldest).await;
}

#[tokio::test]
async fn the_bound_of_an_address_does_not_bind_a_proxy() {
    let loopback = IpAddr::from([127, 0, 0, 1]).into();
    let server = start(Limits {
        per_address: 2,
        exempt: vec![loopback],
        ..unbounded()
    })
    .await;
    let mut clients = Vec::new();
    for _ in 0..6 {
        let mut client = server.say(GET).await;
        answer(&mut client).await;
        clients.push(client);
    }
    for mut client in clients {
        client.write_all(GET).await.unwrap();
        assert!(answer(&mut client).await.ends_with("here"), "it was shed");
    }
}

#[tokio::test]
async fn a_request_that_is_open_at_shutdown_is_answered() {
    let server = start(unbounded()).await;
    let mut open = server.say(b"GET /held HTTP/1.1\r\nhost: a\r\n\r\n").await;
    let (silent, mut idle) = (server.connect().await, server.say(GET).await);
    answer(&mut idle).await;
    server.stop.send(()).unwrap();
    until_closed(silent).await;
    until_closed(idle).await;
    server.release.notify_one();
    assert!(answer(&mut open).await.ends_with("released"));
    timeout(PATIENCE, server.serving)
        .await
        .expect("it serves on")
        .unwrap();
}
