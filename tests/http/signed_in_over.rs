//! Signing in where somebody is signed in already: the session before ends (ASVS 7.2.4).

use serde_json::json;

use crate::support::{ADMIN, App, Ask, EMAIL, ORIGIN, PASSWORD, on_each_database};

async fn reasons(app: &App, reason: &str) -> i64 {
    app.number(&format!(
        "SELECT count(*) FROM sessions WHERE revoked_reason = '{reason}'"
    ))
    .await
}

on_each_database!(a_form_ends_the_session_before);
async fn a_form_ends_the_session_before(app: App) {
    let mut browser = app.signed_in_browser().await;
    let mut before = browser.clone();
    let left = before.fetch("GET", "/api/me", None).await.json()["session"]["id"].clone();
    browser
        .submit("/login", &[("email", ADMIN), ("password", PASSWORD)])
        .await
        .is(303);
    before
        .fetch("GET", "/api/me", None)
        .await
        .problem(401, "session_revoked");
    let refused = before.refresh().await;
    assert_eq!(
        refused.problem(401, "refresh_revoked")["reason"],
        json!("signed_in_over")
    );
    assert_eq!(browser.cookie("lk_signed_out"), left.as_str().unwrap());
    browser.fetch("GET", "/api/me", None).await.is(200);
    assert_eq!(reasons(&app, "signed_in_over").await, 1);
    assert_eq!(
        app.number("SELECT count(*) FROM events WHERE detail = 'signed_in_over'")
            .await,
        1
    );
}

on_each_database!(a_server_function_ends_the_session_before_also_a_stale_one);
async fn a_server_function_ends_the_session_before_also_a_stale_one(app: App) {
    let mut browser = app.signed_in_browser().await;
    let mut before = browser.clone();
    app.advance(400);
    // Who signs in sends no token.
    let ask = Ask::post("/api/fn/sign_in").headers(&[
        ("sec-fetch-site", "same-origin"),
        ("origin", ORIGIN),
        ("accept", "application/json"),
    ]);
    let ask = ask
        .cookies(&browser.cookies_for("/api/fn/sign_in"))
        .form(&[("email", EMAIL), ("password", PASSWORD)]);
    let answer = ask.to(&app).await;
    answer.is(200);
    assert_eq!(
        answer
            .cookies()
            .iter()
            .filter(|cookie| cookie.name == "lk_signed_out")
            .count(),
        1
    );
    before.refresh().await.problem(401, "refresh_revoked");
    browser.refresh().await.problem(401, "refresh_revoked");
}

on_each_database!(a_refused_sign_in_and_an_unproved_session_end_nothing);
async fn a_refused_sign_in_and_an_unproved_session_end_nothing(app: App) {
    let mut browser = app.signed_in_browser().await;
    browser
        .clone()
        .submit("/login", &[("email", ADMIN), ("password", "wrong")])
        .await
        .is(401);
    browser.fetch("GET", "/api/me", None).await.is(200);
    let mut stranger = browser.clone();
    stranger.tamper("lk_proof", "AAAA");
    stranger
        .submit("/login", &[("email", ADMIN), ("password", PASSWORD)])
        .await
        .is(303);
    browser.fetch("GET", "/api/me", None).await.is(200);
    assert_eq!(reasons(&app, "signed_in_over").await, 0);
}
