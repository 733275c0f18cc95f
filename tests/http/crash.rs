//! `kill -9` under load, again and again: nobody is signed out, and no session that a client was told of is lost. On the real binary.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::{
    databases,
    support::{EMAIL, PASSWORD, until},
};

const CRASHES: u64 = 20;
const CLIENTS: usize = 8;
/// How many refreshes are answered between two crashes.
const WORK: u64 = 40;

/// The server as a process.
struct Server {
    port: u16,
    database_url: String,
    data_dir: tempfile::TempDir,
}

/// A port that nobody listens on, and below those that systems hand out: no connection of anybody takes it between two starts.
fn free_port() -> u16 {
    let ports = (10_000..20_000)
        .cycle()
        .skip((std::process::id() % 10_000) as usize);
    ports
        .take(10_000)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .unwrap()
}

/// Killed, not stopped, when dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    fn new(database_url: String) -> Self {
        Self {
            port: free_port(),
            database_url,
            data_dir: tempfile::tempdir().unwrap(),
        }
    }

    async fn start(&self) -> Running {
        let child = Command::new(env!("CARGO_BIN_EXE_latchkey"))
            .current_dir(self.data_dir.path())
            .env("LEPTOS_SITE_ADDR", format!("127.0.0.1:{}", self.port))
            .env(
                "LATCHKEY_BASE_URL",
                format!("http://127.0.0.1:{}", self.port),
            )
            .env("LATCHKEY_DATABASE_URL", &self.database_url)
            .env("LATCHKEY_DATA_DIR", self.data_dir.path())
            .env("LATCHKEY_METRICS_ADDR", "")
            .env("LATCHKEY_RATE_LIMIT", "off")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let running = Running(child);
        until("the server is ready", async || {
            matches!(self.ask("GET", "/readyz", None, None).await, Some((200, _)))
        })
        .await;
        running
    }

    /// Status and body; `None` where the connection broke.
    async fn ask(
        &self,
        method: &str,
        path: &str,
        bearer: Option<&str>,
        body: Option<&Value>,
    ) -> Option<(u16, Value)> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let authorization = bearer
            .map(|token| format!("Authorization: Bearer {token}\r\n"))
            .unwrap_or_default();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{authorization}\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut connection = TcpStream::connect(("127.0.0.1", self.port)).await.ok()?;
        connection.write_all(request.as_bytes()).await.ok()?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer).await.ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        let length: usize = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))?
            .parse()
            .ok()?;
        // An answer that broke off is none.
        let body = body.get(..length)?;
        Some((
            head.split(' ').nth(1)?.parse().ok()?,
            serde_json::from_str(body).unwrap_or(Value::Null),
        ))
    }

    async fn sign_in(&self) -> Option<Value> {
        let credentials = json!({"email": EMAIL, "password": PASSWORD});
        let (status, tokens) = self
            .ask("POST", "/api/token", None, Some(&credentials))
            .await?;
        assert!(status == 200 || status == 503, "{status} {tokens}");
        (status == 200).then_some(tokens)
    }

    /// The next pair, or `None` where the server could not say.
    async fn refresh(&self, tokens: &Value) -> Option<Value> {
        let token = json!({"refresh_token": tokens["refresh_token"]});
        let (status, answer) = self
            .ask("POST", "/api/token/refresh", None, Some(&token))
            .await?;
        assert!(
            status == 200 || status == 503,
            "signed out by a crash: {status} {answer}"
        );
        (status == 200).then_some(answer)
    }
}

/// A client that refreshes over and over, and uses what it gets.
async fn keep_going(
    server: Arc<Server>,
    mut tokens: Value,
    refreshed: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
) -> Value {
    while !stop.load(Ordering::SeqCst) {
        match server.refresh(&tokens).await {
            Some(newer) => {
                tokens = newer;
                refreshed.fetch_add(1, Ordering::SeqCst);
                let used = server
                    .ask("GET", "/api/me", tokens["access_token"].as_str(), None)
                    .await;
                assert!(
                    used.as_ref().is_none_or(|(status, _)| *status == 200),
                    "{used:?}"
                );
            }
            None => tokio::task::yield_now().await,
        }
    }
    tokens
}

async fn survives(database_url: String) {
    let server = Arc::new(Server::new(database_url));
    let mut running = server.start().await;
    let (refreshed, stop) = (
        Arc::new(AtomicU64::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        let tokens = server.sign_in().await.unwrap();
        clients.push(tokio::spawn(keep_going(
            Arc::clone(&server),
            tokens,
            Arc::clone(&refreshed),
            Arc::clone(&stop),
        )));
    }
    let mut told_of = Vec::new();
    for _ in 0..CRASHES {
        let enough = refreshed.load(Ordering::SeqCst) + WORK;
        until("the clients are at work", async || {
            refreshed.load(Ordering::SeqCst) >= enough || clients.iter().any(|c| c.is_finished())
        })
        .await;
        let (newcomer, ()) = tokio::join!(server.sign_in(), async { drop(running) });
        told_of.extend(newcomer);
        running = server.start().await;
    }
    stop.store(true, Ordering::SeqCst);
    for client in clients {
        told_of.push(client.await.unwrap());
    }
    for tokens in &told_of {
        assert!(server.refresh(tokens).await.is_some(), "a session was lost");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_signed_out_by_a_crash() {
    for database in databases::each() {
        survives(database.url.clone()).await;
    }
}
