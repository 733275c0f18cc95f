//! `POST /api/token`: a program signs in.

use serde_json::json;

use crate::support::{App, EMAIL, PASSWORD, on_each_database};

on_each_database!(the_right_password_gets_a_pair_of_tokens);
async fn the_right_password_gets_a_pair_of_tokens(app: App) {
    let answer = app.anonymous().sign_in(EMAIL, PASSWORD).await;
    let tokens = answer.is(200).sets_no_cookie().json();
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 300);
    assert_eq!(
        tokens["access_token"].as_str().unwrap().split('.').count(),
        3
    );
    assert!(!tokens["refresh_token"].as_str().unwrap().is_empty());
    assert_eq!(tokens.as_object().unwrap().len(), 4, "{tokens}");
}

on_each_database!(the_address_may_be_typed_in_capitals_and_with_space_around_it);
async fn the_address_may_be_typed_in_capitals_and_with_space_around_it(app: App) {
    app.anonymous()
        .sign_in(" Demo@Latchkey.TEST ", PASSWORD)
        .await
        .is(200);
}

on_each_database!(nobody_is_told_whether_the_account_or_the_password_is_wrong);
async fn nobody_is_told_whether_the_account_or_the_password_is_wrong(app: App) {
    app.sql("UPDATE users SET disabled_at = 1 WHERE email = 'admin@latchkey.test'")
        .await;
    let wrong = app.anonymous().sign_in(EMAIL, "not the password").await;
    let unknown = app
        .anonymous()
        .sign_in("nobody@latchkey.test", PASSWORD)
        .await;
    let disabled = app
        .anonymous()
        .sign_in("admin@latchkey.test", PASSWORD)
        .await;
    wrong.problem(401, "invalid_credentials");
    for other in [unknown, disabled] {
        assert_eq!((other.status, other.text()), (wrong.status, wrong.text()));
        assert_eq!(
            other.headers.keys().collect::<Vec<_>>(),
            wrong.headers.keys().collect::<Vec<_>>()
        );
    }
}

on_each_database!(the_password_counts_as_it_was_typed);
async fn the_password_counts_as_it_was_typed(app: App) {
    for almost in [
        "Latchkey-demo",
        " latchkey-demo",
        "latchkey-demo\n",
        "latchkey-dem",
        "latchkey-demo\0",
    ] {
        app.anonymous()
            .sign_in(EMAIL, almost)
            .await
            .problem(401, "invalid_credentials");
    }
}

on_each_database!(each_field_that_cannot_be_right_is_named);
async fn each_field_that_cannot_be_right_is_named(app: App) {
    let long = "a".repeat(2000);
    for (body, errors) in [
        (
            json!({}),
            json!({"email": "required", "password": "required"}),
        ),
        (
            json!({"email": "", "password": ""}),
            json!({"email": "required", "password": "required"}),
        ),
        (
            json!({"email": "  ", "password": "x"}),
            json!({"email": "required"}),
        ),
        (
            json!({"email": "demo", "password": "x"}),
            json!({"email": "invalid_email"}),
        ),
        (json!({"email": EMAIL}), json!({"password": "required"})),
        (
            json!({"email": "de\0mo@latchkey.test", "password": "x"}),
            json!({"email": "invalid_character"}),
        ),
        (
            json!({"email": format!("{long}@latchkey.test"), "password": long}),
            json!({"email": "too_long", "password": "too_long"}),
        ),
    ] {
        let problem = app
            .anonymous()
            .post("/api/token", &body)
            .await
            .problem(422, "invalid_input");
        assert_eq!(problem["errors"], errors, "{body}");
    }
}

on_each_database!(every_sign_in_opens_a_session_of_its_own);
async fn every_sign_in_opens_a_session_of_its_own(app: App) {
    let (first, second) = (app.program().await, app.program().await);
    assert_ne!(first.session_id(), second.session_id());
    assert_eq!(
        (first.claim("gen"), second.claim("gen")),
        (json!(1), json!(1))
    );
}
