//! Refreshes a second over HTTP, durable, on each database: with 1, 32 and 256 clients, and with a million sessions in the table; beside
//! the single-row updates a second that the same database commits one by one, and the rotations that the store commits together for 256
//! callers. Starts the real binary; prints a table.
//!
//! PostgreSQL where `LATCHKEY_TEST_POSTGRES_URL` names a server, which must sync its commits to the disk for the figures to mean anything.
#![allow(clippy::unwrap_used)]

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use latchkey::{
    rules::{
        clock::{Clock, Timestamp},
        refresh_token::{UnverifiedToken, derive, new_session_secret},
        rotation::suspicion::Caller,
        secrets::Secrets,
    },
    session::{Generation, Role},
    store::{SessionRecord, Store, User, new_id},
};
use sqlx::{ConnectOptions as _, Executor as _};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// How long each figure is measured.
const TIME: Duration = Duration::from_secs(5);
/// 32 times the byte 7.
const SECRET: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
const MILLION: &str = "1000000";

fn main() {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        println!(
            "{:<12} {:>10} {:>10} {:>14} {:>10}",
            "database", "sessions", "clients", "refreshes/s", "x raw"
        );
        measure(
            "sqlite",
            &format!("sqlite://{}/bench.db", directory.path().display()),
        )
        .await;
        if let Ok(server) = std::env::var("LATCHKEY_TEST_POSTGRES_URL") {
            let (server, _) = server.rsplit_once('/').unwrap();
            measure(
                "postgres",
                &format!("{server}/latchkey_bench_{}", std::process::id()),
            )
            .await;
        }
    });
}

async fn measure(kind: &str, url: &str) {
    let store = Store::connect(url).await.unwrap();
    let now = Clock::system().now();
    let user = User {
        id: new_id().into(),
        email: "bench@latchkey.test".to_owned(),
        name: "Bench".to_owned(),
        role: Role::User,
        created_at: now,
        disabled_at: None,
    };
    store.create_user(&user, None).await.unwrap();
    let mut tokens = Vec::new();
    for _ in 0..256 {
        tokens.push(session(&store, &user, now).await);
    }
    let raw = raw_commits(url).await;
    println!(
        "{kind:<12} {:>10} {:>10} {raw:>14.0} {:>10}",
        256, "raw", "1.0"
    );
    let rate = shared_commits(&store, &tokens, now).await;
    println!(
        "{kind:<12} {:>10} {:>10} {rate:>14.0} {:>10.1}",
        256,
        "no HTTP",
        rate / raw
    );
    let server = Server::start(url).await;
    for clients in [1, 32, 256] {
        let rate = refreshes(server.port, &mut tokens[..clients]).await;
        println!(
            "{kind:<12} {:>10} {clients:>10} {rate:>14.0} {:>10.1}",
            256,
            rate / raw
        );
    }
    fill(url, &user.id, now).await;
    let rate = refreshes(server.port, &mut tokens).await;
    println!(
        "{kind:<12} {MILLION:>10} {:>10} {rate:>14.0} {:>10.1}",
        256,
        rate / raw
    );
}

/// A session, and the refresh token of its first generation.
async fn session(store: &Store, user: &User, now: Timestamp) -> String {
    let session = SessionRecord {
        id: new_id().into(),
        user_id: user.id.clone(),
        secret: new_session_secret(),
        generation: Generation::FIRST,
        used_at: None,
        created_at: now,
        refreshed_at: now,
        expires_at: now + 86_400_000,
        revoked_at: None,
        revoked_reason: None,
        ip: String::new(),
        user_agent: String::new(),
        method: "password".to_owned(),
        proved_at: now,
    };
    store.create_session(&session).await.unwrap();
    derive(
        &session.id,
        Generation::FIRST,
        session.secret.expose(),
        &Secrets::new(&[7; 32], &[]),
    )
    .unwrap()
    .expose()
    .clone()
}

/// Single-row updates a second, each in a commit of its own, on one connection.
async fn raw_commits(url: &str) -> f64 {
    let mut done = 0_u32;
    let began = Instant::now();
    if let Some(path) = url.strip_prefix("sqlite://") {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
        let durable = options
            .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
            .synchronous(sqlx::sqlite::SqliteSynchronous::Full);
        let mut db = durable.connect().await.unwrap();
        let id: String = sqlx::query_scalar("SELECT id FROM sessions LIMIT 1")
            .fetch_one(&mut db)
            .await
            .unwrap();
        while began.elapsed() < TIME {
            sqlx::query("UPDATE sessions SET refreshed_at = refreshed_at + 1 WHERE id = $1")
                .bind(&id)
                .execute(&mut db)
                .await
                .unwrap();
            done += 1;
        }
    } else {
        let mut db = url
            .parse::<sqlx::postgres::PgConnectOptions>()
            .unwrap()
            .connect()
            .await
            .unwrap();
        let id: String = sqlx::query_scalar("SELECT id FROM sessions LIMIT 1")
            .fetch_one(&mut db)
            .await
            .unwrap();
        while began.elapsed() < TIME {
            sqlx::query("UPDATE sessions SET refreshed_at = refreshed_at + 1 WHERE id = $1")
                .bind(&id)
                .execute(&mut db)
                .await
                .unwrap();
            done += 1;
        }
    }
    f64::from(done) / began.elapsed().as_secs_f64()
}

/// Rotations a second that 256 callers get out of the store, each durable when it is answered. Afterwards every session stands where
/// `tokens` are again.
async fn shared_commits(store: &Store, tokens: &[String], now: Timestamp) -> f64 {
    let secrets = Secrets::new(&[7; 32], &[]);
    let began = Instant::now();
    let callers: Vec<_> = tokens
        .iter()
        .map(|token| {
            let (store, id) = (
                store.clone(),
                UnverifiedToken::parse(token, &secrets)
                    .unwrap()
                    .session_id(),
            );
            tokio::spawn(async move {
                let mut generation = Generation::FIRST;
                while began.elapsed() < TIME {
                    assert!(
                        store
                            .advance_generation(
                                &id,
                                generation,
                                generation.next(),
                                now,
                                &Caller::default()
                            )
                            .await
                            .unwrap()
                    );
                    generation = generation.next();
                }
                assert!(
                    store
                        .advance_generation(
                            &id,
                            generation,
                            Generation::FIRST,
                            now,
                            &Caller::default()
                        )
                        .await
                        .unwrap()
                );
                generation.number()
            })
        })
        .collect();
    let mut done = 0;
    for caller in callers {
        done += u32::try_from(caller.await.unwrap()).unwrap();
    }
    f64::from(done) / began.elapsed().as_secs_f64()
}

/// A million more sessions, of the same user, that nobody refreshes.
async fn fill(url: &str, user_id: &str, now: Timestamp) {
    let columns = "id, user_id, secret, generation, created_at, refreshed_at, expires_at, ip, user_agent, method";
    let values = format!(
        "'{user_id}', SECRET, 1, {now}, {now}, {now} + 86400000, '192.0.2.1', 'Mozilla/5.0', 'password'"
    );
    let statement = if url.starts_with("sqlite") {
        format!(
            "INSERT INTO sessions ({columns}) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MILLION}) \
             SELECT lower(hex(randomblob(16))), {} FROM n; ANALYZE",
            values.replace("SECRET", "randomblob(32)")
        )
    } else {
        format!(
            "INSERT INTO sessions ({columns}) SELECT gen_random_uuid()::text, {} FROM generate_series(1, {MILLION}) AS i; ANALYZE sessions",
            values.replace("SECRET", "sha256(i::text::bytea)")
        )
    };
    let statement = sqlx::raw_sql(sqlx::AssertSqlSafe(statement));
    match url.strip_prefix("sqlite://") {
        Some(path) => {
            let mut db = sqlx::sqlite::SqliteConnectOptions::new()
                .filename(path)
                .connect()
                .await
                .unwrap();
            db.execute(statement).await.unwrap();
        }
        None => {
            let mut db = url
                .parse::<sqlx::postgres::PgConnectOptions>()
                .unwrap()
                .connect()
                .await
                .unwrap();
            db.execute(statement).await.unwrap();
        }
    }
}

struct Server {
    port: u16,
    process: Child,
    _directory: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    async fn start(database_url: &str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let directory = tempfile::tempdir().unwrap();
        let process = Command::new(env!("CARGO_BIN_EXE_latchkey"))
            .current_dir(directory.path())
            .env("LEPTOS_SITE_ADDR", format!("127.0.0.1:{port}"))
            .env("LATCHKEY_BASE_URL", format!("http://127.0.0.1:{port}"))
            .env("LATCHKEY_DATABASE_URL", database_url)
            .env("LATCHKEY_SECRET", SECRET)
            .env("LATCHKEY_METRICS_ADDR", "")
            .env("LATCHKEY_RATE_LIMIT", "off")
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Self {
            port,
            process,
            _directory: directory,
        }
    }
}

/// Every client refreshes over and over, each on a connection of its own.
async fn refreshes(port: u16, tokens: &mut [String]) -> f64 {
    let began = Instant::now();
    let clients: Vec<_> = tokens
        .iter()
        .map(|token| tokio::spawn(client(port, token.clone(), began + TIME)))
        .collect();
    let mut done = 0_u32;
    for (token, client) in tokens.iter_mut().zip(clients) {
        let (newest, refreshed) = client.await.unwrap();
        *token = newest;
        done += refreshed;
    }
    f64::from(done) / began.elapsed().as_secs_f64()
}

async fn client(port: u16, mut token: String, until: Instant) -> (String, u32) {
    let mut connection = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    connection.set_nodelay(true).unwrap();
    let (mut answer, mut refreshed) = (vec![0; 16 * 1024], 0);
    while Instant::now() < until {
        let body = format!("{{\"refresh_token\":\"{token}\"}}");
        let head = "POST /api/token/refresh HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length:";
        connection
            .write_all(format!("{head} {}\r\n\r\n{body}", body.len()).as_bytes())
            .await
            .unwrap();
        let mut length = 0;
        token = loop {
            let read = connection.read(&mut answer[length..]).await.unwrap();
            assert!(read > 0, "the server hung up");
            length += read;
            let text = std::str::from_utf8(&answer[..length]).unwrap();
            assert!(text.starts_with("HTTP/1.1 200"), "{text}");
            // The token is the last member.
            if let Some((_, rest)) = text
                .split_once("\"refresh_token\":\"")
                .filter(|_| text.ends_with('}'))
            {
                break rest.split('"').next().unwrap().to_owned();
            }
        };
        refreshed += 1;
    }
    (token, refreshed)
}
