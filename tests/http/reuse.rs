//! A refresh token that comes back as a copy, and what comes of it.

use serde_json::json;

use crate::{
    rotation::in_use,
    support::{App, Program, on_each_database},
};

/// A program whose first refresh token was copied and is presented after the program went on to use its successor.
async fn stolen_from(app: &App) -> Program<'_> {
    let (program, parent) = in_use(app).await;
    app.advance(11);
    app.anonymous()
        .refresh(&parent)
        .await
        .sets_no_cookie()
        .problem(401, "refresh_reused");
    program
}

on_each_database!(a_copy_after_the_grace_ends_the_session);
async fn a_copy_after_the_grace_ends_the_session(app: App) {
    let mut program = stolen_from(&app).await;
    let answer = program.get("/api/me").await;
    answer.problem(401, "session_revoked");
    let told = program.refresh().await.problem(401, "refresh_revoked");
    assert_eq!(told["reason"], "reuse", "the owner is told of the copy");
    program
        .post("/api/notes", &json!({"text": "by the thief"}))
        .await
        .problem(401, "session_revoked");
}

on_each_database!(the_persons_other_sessions_go_on_and_show_what_happened);
async fn the_persons_other_sessions_go_on_and_show_what_happened(app: App) {
    let mut other = app.program().await;
    let stolen = stolen_from(&app).await;
    other.refresh().await.is(200);
    let data = other.get("/api/data").await.is(200).json();
    let kinds: Vec<&str> = data["activity"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert!(kinds.contains(&"refresh_reused"), "{kinds:?}");
    let ended = data["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|session| session["id"] == stolen.claim("sid"))
        .unwrap();
    assert!(ended["revoked_at"].is_string(), "{ended}");
}

on_each_database!(a_token_older_than_the_parent_is_a_copy_whatever_the_time);
async fn a_token_older_than_the_parent_is_a_copy_whatever_the_time(app: App) {
    let mut program = app.program().await;
    let oldest = program.refresh.clone();
    program.refresh().await.is(200);
    program.refresh().await.is(200);
    app.anonymous()
        .refresh(&oldest)
        .await
        .problem(401, "refresh_reused");
    program.refresh().await.problem(401, "refresh_revoked");
}

on_each_database!(presenting_the_successor_is_a_use_of_it);
async fn presenting_the_successor_is_a_use_of_it(app: App) {
    let mut program = app.program().await;
    program.refresh().await.is(200);
    let parent = program.refresh.clone();
    program.refresh().await.is(200);
    let again = app.anonymous().refresh(&parent).await.is(200).json();
    assert_eq!(
        again["refresh_token"],
        program.refresh.as_str(),
        "the newest successor is unused yet"
    );
    program.refresh().await.is(200);
    app.anonymous()
        .refresh(&parent)
        .await
        .problem(401, "refresh_reused");
}

on_each_database!(the_second_copy_finds_the_session_over);
async fn the_second_copy_finds_the_session_over(app: App) {
    let mut program = app.program().await;
    let oldest = program.refresh.clone();
    program.refresh().await.is(200);
    program.refresh().await.is(200);
    app.anonymous()
        .refresh(&oldest)
        .await
        .problem(401, "refresh_reused");
    app.anonymous()
        .refresh(&oldest)
        .await
        .problem(401, "refresh_revoked");
}

on_each_database!(an_access_token_that_was_refused_is_no_use);
async fn an_access_token_that_was_refused_is_no_use(app: App) {
    let mut program = app.program().await;
    let parent = program.refresh.clone();
    program.refresh().await.is(200);
    app.advance(3600);
    program.get("/api/me").await.problem(401, "token_expired");
    app.advance(11);
    app.anonymous().refresh(&parent).await.is(200);
}
