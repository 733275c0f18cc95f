//! `POST /api/token/refresh` with a body: a program refreshes.

use serde_json::json;

use crate::support::{App, Ask, on_each_database};

on_each_database!(it_answers_as_signing_in_does_and_moves_on_by_one);
async fn it_answers_as_signing_in_does_and_moves_on_by_one(app: App) {
    let mut program = app.program().await;
    let before = program.clone();
    let answer = program.refresh().await;
    let tokens = answer.is(200).sets_no_cookie().json();
    assert_eq!(
        (&tokens["token_type"], &tokens["expires_in"]),
        (&json!("Bearer"), &json!(300))
    );
    assert_eq!(tokens.as_object().unwrap().len(), 4, "{tokens}");
    assert_ne!(
        (&before.access, &before.refresh),
        (&program.access, &program.refresh)
    );
    assert_eq!(
        (program.claim("gen"), program.claim("sid")),
        (json!(2), before.claim("sid"))
    );
    assert_eq!(
        program.get("/api/me").await.json()["session"]["generation"],
        2
    );
}

on_each_database!(a_session_goes_on_for_as_long_as_it_is_refreshed);
async fn a_session_goes_on_for_as_long_as_it_is_refreshed(app: App) {
    let mut program = app.program().await;
    for generation in 2..30 {
        app.advance(600);
        program.get("/api/me").await.problem(401, "token_expired");
        program.refresh().await.is(200);
        assert_eq!(program.claim("gen"), generation);
        program.get("/api/me").await.is(200);
    }
}

on_each_database!(it_tells_what_the_account_has_become);
async fn it_tells_what_the_account_has_become(app: App) {
    let mut program = app.program().await;
    app.sql("UPDATE users SET role = 'admin', name = 'Ada' WHERE email = 'demo@latchkey.test'")
        .await;
    program.refresh().await.is(200);
    assert_eq!(
        (program.claim("role"), program.claim("name")),
        (json!("admin"), json!("Ada"))
    );
}

on_each_database!(a_disabled_account_gets_no_further);
async fn a_disabled_account_gets_no_further(app: App) {
    let mut program = app.program().await;
    app.sql("UPDATE users SET disabled_at = 1 WHERE email = 'demo@latchkey.test'")
        .await;
    program.refresh().await.problem(401, "refresh_revoked");
}

on_each_database!(the_body_counts_and_not_the_cookie_beside_it);
async fn the_body_counts_and_not_the_cookie_beside_it(app: App) {
    let (program, browser) = (app.program().await, app.signed_in_browser().await);
    let ask = Ask::post("/api/token/refresh").cookies(&browser.cookies_for("/api/token/refresh"));
    let answer = ask
        .json(&json!({"refresh_token": program.refresh}))
        .to(&app)
        .await;
    assert!(answer.is(200).sets_no_cookie().json()["access_token"].is_string());
}

on_each_database!(an_empty_token_is_a_field_left_empty);
async fn an_empty_token_is_a_field_left_empty(app: App) {
    for body in [json!({}), json!({"refresh_token": ""})] {
        let problem = app
            .anonymous()
            .post("/api/token/refresh", &body)
            .await
            .problem(422, "invalid_input");
        assert_eq!(problem["errors"], json!({"refresh_token": "required"}));
    }
}
