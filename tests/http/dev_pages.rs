//! The pages of a development server.

use serde_json::Value;

use crate::support::{App, Browser, on_each_database, until};

on_each_database!(a_developer_sees_every_part);
async fn a_developer_sees_every_part(app: App) {
    let mut browser = app.browser();
    let parts = browser.visit("/dev/parts?lang=ko&theme=dark").await;
    let page = parts.page(200);
    for part in [
        "data-theme=\"dark\"",
        "이메일",
        "data-error-code=\"rate_limited\"",
        "class=\"toast\"",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<script"), "it has no script");
}

on_each_database!(
    nobody_sees_them_in_production,
    &[
        ("LATCHKEY_BASE_URL", "https://latchkey.example"),
        ("LATCHKEY_ENV", "production"),
    ]
);
async fn nobody_sees_them_in_production(app: App) {
    for path in ["/dev/parts", "/dev/sessions", "/dev/sessions.json"] {
        app.browser().visit(path).await.is(404);
    }
    let strip = app.anonymous().get("/dev/timeline/strip.js").await;
    strip.is(404);
    let mut browser = app.browser();
    let act = browser.fetch("POST", "/dev/sessions/away", None).await;
    act.is(404);
    let page = browser.visit("/login").await;
    assert!(!page.page(200).contains("/dev/"));
}

on_each_database!(the_timeline_is_a_page_with_scripts_of_its_own);
async fn the_timeline_is_a_page_with_scripts_of_its_own(app: App) {
    let mut browser = app.browser();
    let answer = browser.visit("/dev/sessions?lang=ko").await;
    let page = answer.page(200);
    assert!(
        page.contains("망가뜨리기") && !page.contains(".wasm"),
        "{page}"
    );
    assert!(!answer.header("content-security-policy").contains("unsafe"));
    for (file, kind) in [
        ("page.js", "text/javascript; charset=utf-8"),
        ("scenarios.js", "text/javascript; charset=utf-8"),
        ("strip.js", "text/javascript; charset=utf-8"),
        ("page.css", "text/css; charset=utf-8"),
    ] {
        let answer = app.anonymous().get(&format!("/dev/timeline/{file}")).await;
        assert_eq!(answer.is(200).header("content-type"), kind);
    }
    let answer = app.anonymous().get("/dev/timeline/other.js").await;
    answer.problem(404, "not_found");
}

/// What `/dev/sessions.json` tells.
async fn work(browser: &mut Browser<'_>, query: &str) -> Value {
    let path = format!("/dev/sessions.json{query}");
    browser.fetch("GET", &path, None).await.json()
}

on_each_database!(whoever_watches_a_session_does_not_use_its_token);
async fn whoever_watches_a_session_does_not_use_its_token(app: App) {
    let (mut watched, mut other) = (app.signed_in_browser().await, app.signed_in_browser().await);
    watched.refresh().await.is(200);
    other.refresh().await.is(200);
    let told = work(&mut watched, "").await;
    assert_eq!(told["session"]["used_at"], Value::Null);
    other.fetch("GET", "/api/me", None).await.is(200);
    // Uses are written in the order in which they come.
    until("the other session's use is written", async || {
        let used = "SELECT count(*) FROM sessions WHERE generation = 2 AND used_at IS NOT NULL";
        app.number(used).await == 1
    })
    .await;
    let told = work(&mut watched, "").await;
    assert_eq!(told["session"]["used_at"], Value::Null);
    assert!(work(&mut other, "").await["session"]["used_at"].is_string());
}

on_each_database!(the_timeline_tells_of_requests_and_breaks_the_session_that_asks);
async fn the_timeline_tells_of_requests_and_breaks_the_session_that_asks(app: App) {
    let (mut browser, mut other) = (app.signed_in_browser().await, app.signed_in_browser().await);
    browser.fetch("GET", "/api/me", None).await.is(200);
    let alone = work(&mut browser, "").await;
    assert_eq!(alone["session"]["generation"], 1);
    let told = work(&mut browser, "?after=0").await;
    assert_eq!(told["events"], serde_json::json!([]), "nobody has watched");
    browser.fetch("GET", "/api/me", None).await.is(200);
    let told = work(&mut browser, "?after=0").await;
    let events = told["events"].as_array().unwrap();
    let me = events.iter().find(|event| event["path"] == "/api/me");
    assert_eq!(me.unwrap()["status"], 200, "{told}");
    assert_eq!(told["session"]["generation"], 1);
    let after = events.last().unwrap()["n"].as_u64().unwrap();
    let rest = work(&mut browser, &format!("?after={after}")).await;
    assert_eq!(rest["events"].as_array().unwrap().len(), 0, "{rest}");

    let act = async |browser: &mut Browser<'_>, act: &str| {
        let path = format!("/dev/sessions/{act}");
        browser.fetch("POST", &path, None).await
    };
    act(&mut browser, "expire").await.is(204);
    let expired = browser.fetch("GET", "/api/me", None).await;
    expired.problem(401, "token_expired");
    other.fetch("GET", "/api/me", None).await.is(200);
    act(&mut browser, "lose").await.is(204);
    let mut unheard = browser.clone();
    let lost = unheard.send_by_itself("/api/token/refresh", &[]).await;
    lost.problem(502, "foreign_answer");
    browser.refresh().await.is(200);
    browser.fetch("GET", "/api/me", None).await.is(200);
    act(&mut browser, "away").await.is(204);
    browser.refresh().await.problem(503, "unavailable");
    browser.fetch("GET", "/api/me", None).await.is(200);
    app.advance(5);
    browser.refresh().await.is(200);
    act(&mut browser, "steal").await.is(204);
    browser.refresh().await.problem(401, "refresh_reused");
    act(&mut other, "dance").await.problem(404, "not_found");
    act(&mut other, "end").await.is(204);
    other.refresh().await.problem(401, "refresh_revoked");
    act(&mut app.browser(), "away")
        .await
        .problem(401, "token_missing");
    let mut forged = app.signed_in_browser().await;
    act(&mut forged, "forge").await.is(204);
    forged
        .fetch("GET", "/api/me", None)
        .await
        .problem(401, "token_invalid");
    forged.refresh().await.problem(401, "refresh_invalid");
}
