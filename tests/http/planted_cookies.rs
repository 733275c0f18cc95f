//! Refresh cookies of the same name that a page of a sister subdomain has set under a longer path: they are sent before our own.

use serde_json::json;

use crate::support::{Answer, App, Ask, Browser, ORIGIN, on_each_database};

/// What the browser sends to refresh, with the refresh cookie of `planted` before its own.
async fn refresh_beside(app: &App, browser: &Browser<'_>, planted: &Browser<'_>) -> Answer {
    let cookies = format!(
        "lk_refresh={}; {}",
        planted.cookie("lk_refresh"),
        browser.cookies_for("/api/token/refresh")
    );
    let ask = Ask::post("/api/token/refresh")
        .headers(&[("sec-fetch-site", "same-origin"), ("origin", ORIGIN)]);
    ask.cookies(&cookies).to(app).await
}

async fn living_sessions(app: &App) -> i64 {
    app.number("SELECT count(*) FROM sessions WHERE revoked_at IS NULL")
        .await
}

on_each_database!(the_refresh_token_of_the_claimed_session_counts);
async fn the_refresh_token_of_the_claimed_session_counts(app: App) {
    let (browser, planted) = (app.signed_in_browser().await, app.signed_in_browser().await);
    let living = living_sessions(&app).await;
    app.advance(400);
    let answer = refresh_beside(&app, &browser, &planted).await;
    answer.is(200);
    let refresh = answer
        .cookies()
        .into_iter()
        .find(|cookie| cookie.name == "lk_refresh")
        .unwrap();
    let mut own = browser.clone();
    own.tamper("lk_refresh", &refresh.value);
    own.refresh().await.is(200);
    planted.clone().refresh().await.is(200);
    assert_eq!(living_sessions(&app).await, living);
}

on_each_database!(a_planted_token_alone_is_refused_and_ends_nothing);
async fn a_planted_token_alone_is_refused_and_ends_nothing(app: App) {
    let (mut browser, planted) = (app.signed_in_browser().await, app.signed_in_browser().await);
    let living = living_sessions(&app).await;
    let own = browser.cookie("lk_refresh").to_owned();
    browser.tamper("lk_refresh", planted.cookie("lk_refresh"));
    browser
        .refresh()
        .await
        .sets_no_cookie()
        .problem(401, "refresh_invalid");
    browser.tamper("lk_refresh", &own);
    browser.refresh().await.is(200);
    assert_eq!(living_sessions(&app).await, living);
}

on_each_database!(without_a_claims_cookie_the_only_token_counts_and_of_two_none);
async fn without_a_claims_cookie_the_only_token_counts_and_of_two_none(app: App) {
    let (mut browser, planted) = (app.signed_in_browser().await, app.signed_in_browser().await);
    let living = living_sessions(&app).await;
    browser.forget("lk_claims");
    refresh_beside(&app, &browser, &planted)
        .await
        .sets_no_cookie()
        .problem(401, "refresh_invalid");
    assert_eq!(living_sessions(&app).await, living);
    browser.refresh().await.is(200);
}

on_each_database!(an_older_token_of_the_same_session_beside_the_newest_is_no_copy);
async fn an_older_token_of_the_same_session_beside_the_newest_is_no_copy(app: App) {
    let mut browser = app.signed_in_browser().await;
    let oldest = browser.clone();
    browser.refresh().await.is(200);
    browser.refresh().await.is(200);
    refresh_beside(&app, &browser, &oldest).await.is(200);
}

on_each_database!(a_damaged_claims_cookie_is_mended_by_a_refresh);
async fn a_damaged_claims_cookie_is_mended_by_a_refresh(app: App) {
    for damaged in ["x", "a.b", "ey.ey", "%00"] {
        let mut browser = app.signed_in_browser().await;
        browser.tamper("lk_claims", damaged);
        browser.open("/notes").await.is(200);
        browser.fetch("GET", "/api/me", None).await.is(200);
    }
}

on_each_database!(a_form_beside_a_damaged_claims_cookie_is_not_lost);
async fn a_form_beside_a_damaged_claims_cookie_is_not_lost(app: App) {
    let mut browser = app.signed_in_browser().await;
    browser.tamper("lk_claims", "x");
    browser
        .submit_and_follow("/notes", &[("text", "written beside a damaged cookie")])
        .await
        .is(200);
    let notes = browser.fetch("GET", "/api/notes", None).await.json();
    assert_eq!(notes[0]["text"], json!("written beside a damaged cookie"));
}

on_each_database!(signing_out_takes_planted_cookies_back_too);
async fn signing_out_takes_planted_cookies_back_too(app: App) {
    let (browser, planted) = (app.signed_in_browser().await, app.signed_in_browser().await);
    let cookies = format!(
        "lk_refresh={}; {}",
        planted.cookie("lk_refresh"),
        browser.cookies_for("/api/token/revoke")
    );
    let ask = Ask::post("/api/token/revoke")
        .headers(&[("sec-fetch-site", "same-origin"), ("origin", ORIGIN)])
        .cookies(&cookies);
    let answer = ask.to(&app).await;
    answer.is(204);
    let paths: Vec<String> = answer
        .cookies()
        .into_iter()
        .filter(|cookie| cookie.name == "lk_refresh")
        .map(|cookie| cookie.path)
        .collect();
    assert_eq!(
        paths,
        ["/api/token", "/api/token/refresh", "/api/token/revoke"]
    );
    browser
        .clone()
        .refresh()
        .await
        .problem(401, "refresh_revoked");
}
