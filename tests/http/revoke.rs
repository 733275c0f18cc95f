//! `POST /api/token/revoke`: always 204, and then it is over.

use serde_json::json;

use crate::support::{App, Ask, ORIGIN, altered, on_each_database};

on_each_database!(a_program_ends_its_session);
async fn a_program_ends_its_session(app: App) {
    let mut program = app.program().await;
    let answer = app
        .anonymous()
        .post(
            "/api/token/revoke",
            &json!({"refresh_token": program.refresh}),
        )
        .await;
    assert_eq!(answer.is(204).text(), "");
    program.get("/api/me").await.problem(401, "session_revoked");
    program
        .get("/api/notes")
        .await
        .problem(401, "session_revoked");
    program.refresh().await.problem(401, "refresh_revoked");
}

on_each_database!(a_browser_ends_its_session_and_loses_its_cookies);
async fn a_browser_ends_its_session_and_loses_its_cookies(app: App) {
    let mut browser = app.signed_in_browser().await;
    let copy = browser.clone();
    let path = "/api/token/revoke";
    let ask = Ask::post(path)
        .cookies(&browser.cookies_for(path))
        .headers(&[("sec-fetch-site", "same-origin"), ("origin", ORIGIN)]);
    let answer = ask.to(&app).await;
    answer.is(204);
    let cookies = answer
        .cookies()
        .into_iter()
        .filter(|cookie| cookie.name != "lk_signed_out");
    let cookies: Vec<_> = cookies
        .map(|cookie| (cookie.name, cookie.max_age))
        .collect();
    assert_eq!(
        cookies,
        [
            ("lk_claims".to_owned(), Some(0)),
            ("lk_proof".to_owned(), Some(0)),
            ("lk_refresh".to_owned(), Some(0))
        ]
    );
    copy.clone()
        .fetch("GET", "/api/me", None)
        .await
        .problem(401, "session_revoked");
    browser.refresh().await.problem(401, "refresh_revoked");
}

on_each_database!(nobody_is_told_whether_there_was_a_session);
async fn nobody_is_told_whether_there_was_a_session(app: App) {
    let mut program = app.program().await;
    for token in ["", "junk", &altered(&program.refresh), "\0", "한국어"] {
        app.anonymous()
            .post("/api/token/revoke", &json!({"refresh_token": token}))
            .await
            .is(204);
    }
    for body in [
        json!({}),
        json!([]),
        json!("x"),
        json!({"refresh_token": 5}),
        json!(null),
    ] {
        app.anonymous()
            .post("/api/token/revoke", &body)
            .await
            .is(204);
    }
    Ask::post("/api/token/revoke").to(&app).await.is(204);
    Ask::post("/api/token/revoke")
        .body("not json")
        .to(&app)
        .await
        .is(204);
    Ask::post("/api/token/revoke")
        .cookies("lk_refresh=junk")
        .to(&app)
        .await
        .is(204);
    program.refresh().await.is(200);

    let body = json!({"refresh_token": program.refresh});
    for _ in 0..2 {
        app.anonymous()
            .post("/api/token/revoke", &body)
            .await
            .is(204);
    }
}

on_each_database!(an_older_token_of_the_session_ends_it_too);
async fn an_older_token_of_the_session_ends_it_too(app: App) {
    let mut program = app.program().await;
    let parent = program.refresh.clone();
    program.refresh().await.is(200);
    app.anonymous()
        .post("/api/token/revoke", &json!({"refresh_token": parent}))
        .await
        .is(204);
    program.get("/api/me").await.problem(401, "session_revoked");
    program.refresh().await.problem(401, "refresh_revoked");
}

on_each_database!(other_sessions_are_not_touched);
async fn other_sessions_are_not_touched(app: App) {
    let (ended, mut other) = (app.program().await, app.program().await);
    app.anonymous()
        .post(
            "/api/token/revoke",
            &json!({"refresh_token": ended.refresh}),
        )
        .await
        .is(204);
    other.get("/api/me").await.is(200);
    other.refresh().await.is(200);
}
