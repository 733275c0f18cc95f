//! `GET /api/me`, and the four ways in which an access token is refused.

use serde_json::json;

use crate::support::{App, Ask, on_each_database};

on_each_database!(it_tells_who_and_until_when);
async fn it_tells_who_and_until_when(app: App) {
    let program = app.program().await;
    app.advance(100);
    let me = program.get("/api/me").await.is(200).json();
    let session = json!({"id": program.claim("sid"), "generation": 1, "expires_in": 200});
    let expected = json!({"id": program.claim("sub"), "email": "demo@latchkey.test", "name": "Demo", "role": "user", "session": session});
    assert_eq!(me, expected);
}

on_each_database!(without_a_token_only_the_scheme_is_told);
async fn without_a_token_only_the_scheme_is_told(app: App) {
    for path in ["/api/me", "/api/notes", "/api/data"] {
        let answer = app.anonymous().get(path).await;
        answer.problem(401, "token_missing");
        let challenge = answer.header("www-authenticate");
        assert!(
            challenge.starts_with("Bearer") && !challenge.contains("error"),
            "{challenge}"
        );
    }
}

on_each_database!(what_is_not_ours_is_invalid);
async fn what_is_not_ours_is_invalid(app: App) {
    let program = app.program().await;
    let (message, signature) = program.access.rsplit_once('.').unwrap();
    let other = app.other_program().await;
    let (head, payload) = message.split_once('.').unwrap();
    let others_payload = other.access.split('.').nth(1).unwrap();
    for token in [
        "",
        "x",
        "a.b.c",
        "..",
        message,
        &format!("{message}."),
        &format!("{message}.{signature}."),
        &format!("{message}.{signature}x"),
        &format!("{head}.{others_payload}.{signature}"),
        // {"alg":"none","typ":"at+jwt"}
        &format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{payload}."),
        &format!("{}.{signature}", "A".repeat(8000)),
        &program.refresh,
    ] {
        let answer = Ask::get("/api/me").bearer(token).to(&app).await;
        answer.problem(401, "token_invalid");
        assert!(
            answer
                .header("www-authenticate")
                .contains("error=\"invalid_token\""),
            "{answer:?}"
        );
    }
}

on_each_database!(a_token_has_its_time, &[("LATCHKEY_CLOCK_LEEWAY", "0s")]);
async fn a_token_has_its_time(app: App) {
    let program = app.program().await;
    app.advance(299);
    program.get("/api/me").await.is(200);
    // RFC 7519 §4.1.4: not accepted *on* its expiry either.
    app.advance(1);
    let answer = program.get("/api/me").await;
    answer.problem(401, "token_expired");
    assert!(
        answer.header("www-authenticate").starts_with("Bearer "),
        "{answer:?}"
    );
    assert!(
        answer
            .header("www-authenticate")
            .contains("error=\"invalid_token\""),
        "{answer:?}"
    );
}

on_each_database!(clocks_that_disagree_a_little_are_forgiven);
async fn clocks_that_disagree_a_little_are_forgiven(app: App) {
    let program = app.program().await;
    app.advance(304);
    assert_eq!(
        program.get("/api/me").await.is(200).json()["session"]["expires_in"],
        0
    );
    app.advance(1);
    program.get("/api/me").await.problem(401, "token_expired");
}

on_each_database!(an_ended_session_says_so);
async fn an_ended_session_says_so(app: App) {
    let program = app.program().await;
    app.anonymous()
        .post(
            "/api/token/revoke",
            &json!({"refresh_token": program.refresh}),
        )
        .await
        .is(204);
    let answer = program.get("/api/me").await;
    answer.problem(401, "session_revoked");
    assert!(
        answer
            .header("www-authenticate")
            .contains("error=\"invalid_token\""),
        "{answer:?}"
    );
}

on_each_database!(the_scheme_is_bearer_in_any_case_and_nothing_else);
async fn the_scheme_is_bearer_in_any_case_and_nothing_else(app: App) {
    let program = app.program().await;
    for scheme in ["bearer", "BEARER"] {
        Ask::get("/api/me")
            .header("authorization", &format!("{scheme} {}", program.access))
            .to(&app)
            .await
            .is(200);
    }
    for header in [
        "Basic ZGVtbzpkZW1v",
        &program.access,
        &format!("Token {}", program.access),
    ] {
        Ask::get("/api/me")
            .header("authorization", header)
            .to(&app)
            .await
            .problem(401, "token_missing");
    }
    let in_the_address = Ask::get(&format!("/api/me?access_token={}", program.access));
    in_the_address.to(&app).await.problem(401, "token_missing");
}
