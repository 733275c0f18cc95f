//! Which host a request may name.

use crate::support::{App, Ask, on_each_database};

const PRODUCTION: [(&str, &str); 2] = [
    ("LATCHKEY_BASE_URL", "https://latchkey.example"),
    ("LATCHKEY_ENV", "production"),
];

on_each_database!(another_host_is_not_served, &PRODUCTION);
async fn another_host_is_not_served(app: App) {
    for host in [
        "evil.test",
        "latchkey.example.evil.test",
        "latchkey.example:8443",
        "127.0.0.1",
        "",
    ] {
        Ask::get("/api/me")
            .header("host", host)
            .to(&app)
            .await
            .problem(421, "misdirected");
        let page = Ask::get("/login")
            .headers(&[("host", host), ("accept", "text/html")])
            .to(&app)
            .await;
        assert!(page.page(421).contains("data-error-code=\"misdirected\""));
        Ask::post("/api/token")
            .header("host", host)
            .to(&app)
            .await
            .problem(421, "misdirected");
    }
    Ask::get("https://evil.test/api/me")
        .to(&app)
        .await
        .problem(421, "misdirected");
    Ask::get("/api/me")
        .headers(&[("host", "latchkey.example"), ("host", "evil.test")])
        .to(&app)
        .await
        .problem(421, "misdirected");
}

on_each_database!(the_base_url_is_served_however_it_is_written, &PRODUCTION);
async fn the_base_url_is_served_however_it_is_written(app: App) {
    for host in ["latchkey.example", "LATCHKEY.example:443"] {
        Ask::get("/login")
            .header("host", host)
            .to(&app)
            .await
            .is(200);
    }
    Ask::get("https://latchkey.example/login")
        .to(&app)
        .await
        .is(200);
}

on_each_database!(a_probe_may_ask_by_address, &PRODUCTION);
async fn a_probe_may_ask_by_address(app: App) {
    for path in ["/healthz", "/readyz"] {
        Ask::get(path)
            .header("host", "10.0.0.7:3000")
            .to(&app)
            .await
            .is(200);
    }
}

on_each_database!(a_developer_may_use_any_name_of_the_machine);
async fn a_developer_may_use_any_name_of_the_machine(app: App) {
    for host in [
        "localhost:3000",
        "localhost:4000",
        "127.0.0.1:3000",
        "[::1]:3000",
    ] {
        Ask::get("/login")
            .header("host", host)
            .to(&app)
            .await
            .is(200);
    }
    Ask::get("/login")
        .header("host", "192.0.2.1:3000")
        .to(&app)
        .await
        .problem(421, "misdirected");
}

on_each_database!(only_a_short_and_plain_request_id_is_kept);
async fn only_a_short_and_plain_request_id_is_kept(app: App) {
    let answer = Ask::get("/healthz")
        .header("x-request-id", "abc-DEF_123")
        .to(&app)
        .await;
    assert_eq!(answer.header("x-request-id"), "abc-DEF_123");
    for id in ["a b", "a\"b", "<script>", "", &"a".repeat(65), "한"] {
        let answer = Ask::get("/healthz")
            .header("x-request-id", id)
            .to(&app)
            .await;
        assert!(
            answer.header("x-request-id").len() == 36 && answer.header("x-request-id") != id,
            "{id}: {answer:?}"
        );
    }
}
