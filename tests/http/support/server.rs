//! The server as a process: the real binary over TCP.

use std::{
    fs,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::{EMAIL, PASSWORD, until};

/// Where the server listens and what it keeps; it may be started again and again.
pub struct Server {
    port: u16,
    database_url: String,
    data_dir: tempfile::TempDir,
}

/// A process that is killed, not stopped, when dropped.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port that nobody listens on, and below those that systems hand out: no connection of anybody takes it between two starts.
pub fn free_port() -> u16 {
    let ports = (10_000..20_000)
        .cycle()
        .skip((std::process::id() % 10_000) as usize);
    ports
        .take(10_000)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .unwrap()
}

/// The binary in a folder of its own, without metrics and with a site of empty files: a start asks for one, which is not built yet
/// where tests come first.
pub fn program(folder: &Path) -> Command {
    let site = folder.join("site");
    fs::create_dir_all(site.join("pkg")).unwrap();
    for file in ["pkg/latchkey.js", "pkg/latchkey.wasm"] {
        fs::write(site.join(file), "").unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
    command
        .current_dir(folder)
        .env("LEPTOS_SITE_ROOT", site)
        .env("LATCHKEY_METRICS_ADDR", "");
    command
}

impl Server {
    pub fn new(database_url: String) -> Self {
        Self {
            port: free_port(),
            database_url,
            data_dir: tempfile::tempdir().unwrap(),
        }
    }

    pub async fn start(&self) -> Running {
        let child = program(self.data_dir.path())
            .env("LEPTOS_SITE_ADDR", format!("127.0.0.1:{}", self.port))
            .env(
                "LATCHKEY_BASE_URL",
                format!("http://127.0.0.1:{}", self.port),
            )
            .env("LATCHKEY_DATABASE_URL", &self.database_url)
            .env("LATCHKEY_DATA_DIR", self.data_dir.path())
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
    pub async fn ask(
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

    pub async fn sign_in(&self) -> Option<Value> {
        let credentials = json!({"email": EMAIL, "password": PASSWORD});
        let (status, tokens) = self
            .ask("POST", "/api/token", None, Some(&credentials))
            .await?;
        assert!(status == 200 || status == 503, "{status} {tokens}");
        (status == 200).then_some(tokens)
    }

    /// The next pair, or `None` where the server could not say.
    pub async fn refresh(&self, tokens: &Value) -> Option<Value> {
        let token = json!({"refresh_token": tokens["refresh_token"]});
        let (status, answer) = self
            .ask("POST", "/api/token/refresh", None, Some(&token))
            .await?;
        assert!(
            status == 200 || status == 503,
            "signed out by an accident: {status} {answer}"
        );
        (status == 200).then_some(answer)
    }
}
