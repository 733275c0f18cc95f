//! Many at once, on one instance and on several.

use std::collections::BTreeSet;

use futures::future::join_all;
use serde_json::json;

use crate::support::{App, Ask, Program, on_each_database, until};

async fn generation(app: &crate::support::App, program: &Program<'_>) -> i64 {
    app.number(&format!(
        "SELECT generation FROM sessions WHERE id = '{}'",
        program.session_id()
    ))
    .await
}

on_each_database!(sixteen_refreshes_of_one_token_are_one_rotation; flavor = "multi_thread", worker_threads = 4);
async fn sixteen_refreshes_of_one_token_are_one_rotation(app: App) {
    let mut program = app.program().await;
    // Not every round has a race in it.
    for expected in 2..22 {
        let answers = join_all((0..16).map(|_| app.anonymous().refresh(&program.refresh))).await;
        let tokens: BTreeSet<String> = answers
            .iter()
            .map(|answer| answer.is(200).json()["refresh_token"].to_string())
            .collect();
        assert_eq!(
            (tokens.len(), generation(&app, &program).await),
            (1, expected),
            "{tokens:?}"
        );
        for answer in &answers {
            Ask::get("/api/me")
                .bearer(answer.json()["access_token"].as_str().unwrap())
                .to(&app)
                .await
                .is(200);
        }
        program.refresh = answers[0].json()["refresh_token"]
            .as_str()
            .unwrap()
            .to_owned();
    }
}

on_each_database!(instances_that_share_a_database_agree_on_the_successor; flavor = "multi_thread", worker_threads = 4);
async fn instances_that_share_a_database_agree_on_the_successor(app: App) {
    let instances = [app.beside(&[]).await, app.beside(&[]).await];
    let mut program = app.program().await;
    for expected in 2..8 {
        let asked = instances
            .iter()
            .chain([&app])
            .flat_map(|instance| (0..4).map(|_| instance.anonymous().refresh(&program.refresh)));
        let answers = join_all(asked).await;
        let tokens: BTreeSet<String> = answers
            .iter()
            .map(|answer| answer.is(200).json()["refresh_token"].to_string())
            .collect();
        assert_eq!(
            (tokens.len(), generation(&app, &program).await),
            (1, expected)
        );
        program.refresh = answers[0].json()["refresh_token"]
            .as_str()
            .unwrap()
            .to_owned();
    }
}

on_each_database!(copies_presented_at_once_end_the_session_once; flavor = "multi_thread", worker_threads = 4);
async fn copies_presented_at_once_end_the_session_once(app: App) {
    let mut program = app.program().await;
    let oldest = program.refresh.clone();
    program.refresh().await.is(200);
    program.refresh().await.is(200);
    let answers = join_all((0..8).map(|_| app.anonymous().refresh(&oldest))).await;
    let mut codes: Vec<String> = answers
        .iter()
        .map(|answer| answer.is(401).json()["code"].as_str().unwrap().to_owned())
        .collect();
    codes.sort();
    assert_eq!(codes[0], "refresh_reused");
    assert!(
        codes[1..].iter().all(|code| code == "refresh_revoked"),
        "{codes:?}"
    );
    assert_eq!(
        app.number("SELECT count(*) FROM events WHERE kind = 'refresh_reused'")
            .await,
        1
    );
}

on_each_database!(a_session_that_one_instance_ends_is_over_on_the_others);
async fn a_session_that_one_instance_ends_is_over_on_the_others(app: App) {
    let other = app.beside(&[]).await;
    let program = app.program().await;
    Ask::get("/api/me")
        .bearer(&program.access)
        .to(&other)
        .await
        .is(200);
    app.anonymous()
        .post(
            "/api/token/revoke",
            &json!({"refresh_token": program.refresh}),
        )
        .await
        .is(204);
    other
        .anonymous()
        .refresh(&program.refresh)
        .await
        .problem(401, "refresh_revoked");
    let refused = async || {
        Ask::get("/api/me")
            .bearer(&program.access)
            .to(&other)
            .await
            .status
            == 401
    };
    until("the other instance refuses the access token", refused).await;
    Ask::get("/api/me")
        .bearer(&program.access)
        .to(&other)
        .await
        .problem(401, "session_revoked");
}

on_each_database!(an_instance_that_starts_later_knows_what_was_ended);
async fn an_instance_that_starts_later_knows_what_was_ended(app: App) {
    let program = app.program().await;
    app.anonymous()
        .post(
            "/api/token/revoke",
            &json!({"refresh_token": program.refresh}),
        )
        .await
        .is(204);
    app.advance(60);
    let later = app.beside(&[]).await;
    Ask::get("/api/me")
        .bearer(&program.access)
        .to(&later)
        .await
        .problem(401, "session_revoked");
}

on_each_database!(whoever_signs_out_during_a_refresh_is_signed_out; flavor = "multi_thread", worker_threads = 4);
async fn whoever_signs_out_during_a_refresh_is_signed_out(app: App) {
    let program = app.program().await;
    let sign_out = app.anonymous();
    let body = json!({"refresh_token": program.refresh});
    let (revoked, refreshed) = tokio::join!(
        sign_out.post("/api/token/revoke", &body),
        app.anonymous().refresh(&program.refresh)
    );
    revoked.is(204);
    if refreshed.status == 200 {
        let tokens = refreshed.json();
        Ask::get("/api/me")
            .bearer(tokens["access_token"].as_str().unwrap())
            .to(&app)
            .await
            .problem(401, "session_revoked");
        app.anonymous()
            .refresh(tokens["refresh_token"].as_str().unwrap())
            .await
            .problem(401, "refresh_revoked");
    } else {
        refreshed.problem(401, "refresh_revoked");
    }
}
