//! What an operator is told of refusals: a line for each kind, without a secret, and few lines of a flood.

use std::{
    io,
    sync::{Arc, Mutex},
};

use serde_json::json;
use tracing::{level_filters::LevelFilter, subscriber::DefaultGuard};
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{App, Ask, EMAIL, altered, on_each_database};

const WRONG_PASSWORD: &str = "not-the-password-4711";

/// The log of this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Logs here for as long as the guard lives.
    fn start(&self) -> DefaultGuard {
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_ansi(false)
            .with_writer(self.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// The lines of refusals with this code.
    fn refusals(&self, code: &str) -> Vec<String> {
        let (text, code) = (self.text(), format!("code=\"{code}\""));
        text.lines()
            .filter(|line| line.contains("refused") && line.contains(&code))
            .map(str::to_owned)
            .collect()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

async fn with_forged_token(app: &App, token: &str) {
    Ask::get("/api/me")
        .bearer(token)
        .to(app)
        .await
        .problem(401, "token_invalid");
}

on_each_database!(each_kind_of_refusal_is_a_line_with_its_request_and_without_a_secret);
async fn each_kind_of_refusal_is_a_line_with_its_request_and_without_a_secret(app: App) {
    let program = app.program().await;
    let mut browser = app.signed_in_browser().await;
    let (head, signature) = program.access.rsplit_once('.').unwrap();
    let reversed: String = signature.chars().rev().collect();
    let (access, refresh) = (format!("{head}.{reversed}"), altered(&program.refresh));
    let log = Log::default();
    let logging = log.start();

    with_forged_token(&app, &access).await;
    let me = app.anonymous().refresh(&refresh).await;
    me.problem(401, "refresh_invalid");
    Ask::post("/api/token")
        .header("sec-fetch-site", "cross-site")
        .json(&json!({"email": EMAIL, "password": WRONG_PASSWORD}))
        .to(&app)
        .await
        .problem(403, "cross_origin");
    let fields = [("email", EMAIL), ("password", WRONG_PASSWORD)];
    browser.submit("/login", &fields).await.page(401);
    browser.call("sign_in", &fields).await.is(401);
    let mut refused = app.anonymous().sign_in(EMAIL, WRONG_PASSWORD).await;
    while refused.status == 401 {
        refused = app.anonymous().sign_in(EMAIL, WRONG_PASSWORD).await;
    }
    refused.problem(429, "rate_limited");
    drop(logging);

    for (code, path) in [
        ("token_invalid", "/api/me"),
        ("refresh_invalid", "/api/token/refresh"),
        ("cross_origin", "/api/token"),
        ("rate_limited", "/api/token"),
    ] {
        let lines = log.refusals(code);
        assert_eq!(lines.len(), 1, "{code}: {}", log.text());
        for part in [
            " WARN ",
            &format!("path=\"{path}\""),
            "method=",
            "id=",
            "refused",
        ] {
            assert!(lines[0].contains(part), "{part}: {}", lines[0]);
        }
    }
    let failed = log.refusals("invalid_credentials");
    for path in ["/login", "/api/fn/sign_in", "/api/token"] {
        let line = failed
            .iter()
            .find(|line| line.contains(&format!("path=\"{path}\"")))
            .unwrap_or_else(|| panic!("no line of {path}: {failed:?}"));
        assert!(line.contains("ip=127.0.0.1"), "{line}");
    }
    for secret in [WRONG_PASSWORD, EMAIL, signature, &reversed, &refresh[4..]] {
        assert!(!log.text().contains(secret), "{secret} is in the log");
    }
}

on_each_database!(a_flood_of_refusals_is_a_few_lines_and_a_count);
async fn a_flood_of_refusals_is_a_few_lines_and_a_count(app: App) {
    let log = Log::default();
    let _logging = log.start();
    for _ in 0..1_000 {
        with_forged_token(&app, "a.b.c").await;
    }
    assert_eq!(log.refusals("token_invalid").len(), 10);
    // Another kind has lines of its own.
    app.anonymous()
        .refresh("lkr_junk")
        .await
        .problem(401, "refresh_invalid");
    assert_eq!(log.refusals("refresh_invalid").len(), 1);

    app.advance_millis(9_999);
    with_forged_token(&app, "a.b.c").await;
    assert_eq!(log.refusals("token_invalid").len(), 10);
    app.advance_millis(1);
    with_forged_token(&app, "a.b.c").await;
    let lines = log.refusals("token_invalid");
    assert_eq!(lines.len(), 11);
    assert!(lines[10].contains("left_out=991"), "{}", lines[10]);
    with_forged_token(&app, "a.b.c").await;
    assert!(!log.refusals("token_invalid")[11].contains("left_out"));
}

on_each_database!(whether_the_process_can_serve_is_asked_once_a_second);
async fn whether_the_process_can_serve_is_asked_once_a_second(app: App) {
    let ready = async || app.anonymous().get("/readyz").await.status.as_u16();
    assert_eq!(ready().await, 200);
    app.application.domain.close().await;
    app.advance_millis(999);
    assert_eq!(ready().await, 200);
    app.advance_millis(1);
    assert_eq!(ready().await, 503);
}
