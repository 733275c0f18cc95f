//! `/api/sessions` and `/api/activity`: a person's sessions and record, for a program.

use serde_json::Value;

use crate::support::{App, Program, on_each_database};

async fn ids(program: &Program<'_>) -> Vec<String> {
    let sessions = program.get("/api/sessions").await.is(200).json();
    sessions
        .as_array()
        .unwrap()
        .iter()
        .map(|session| session["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Two programs of the same person, all their earlier sessions gone.
async fn two(app: &App) -> (Program<'_>, Program<'_>) {
    app.sql("DELETE FROM sessions").await;
    (app.program().await, app.program().await)
}

on_each_database!(the_session_that_asks_comes_first);
async fn the_session_that_asks_comes_first(app: App) {
    let (first, second) = two(&app).await;
    assert_eq!(ids(&first).await, [first.session_id(), second.session_id()]);
    assert_eq!(
        ids(&second).await,
        [second.session_id(), first.session_id()]
    );
    let current: Vec<Value> = first
        .get("/api/sessions")
        .await
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|session| session["current"].clone())
        .collect();
    assert_eq!(current, [true, false]);
}

on_each_database!(another_session_is_ended_and_somebody_elses_is_not_there);
async fn another_session_is_ended_and_somebody_elses_is_not_there(app: App) {
    let (first, second) = two(&app).await;
    let stranger = app.other_program().await;
    let path = format!("/api/sessions/{}", second.session_id());
    stranger.delete(&path).await.problem(404, "not_found");
    second.get("/api/me").await.is(200);
    first.delete(&path).await.is(204);
    second.get("/api/me").await.problem(401, "session_revoked");
    assert_eq!(ids(&first).await, [first.session_id()]);
    first
        .delete(&format!("/api/sessions/{}", first.session_id()))
        .await
        .problem(403, "forbidden");
    for id in ["none", "a%00b", "%FF"] {
        first
            .delete(&format!("/api/sessions/{id}"))
            .await
            .problem(404, "not_found");
    }
}

on_each_database!(all_other_sessions_are_ended);
async fn all_other_sessions_are_ended(app: App) {
    let (first, second) = two(&app).await;
    first.delete("/api/sessions").await.is(204);
    second.get("/api/me").await.problem(401, "session_revoked");
    first.get("/api/me").await.is(200);
}

on_each_database!(the_record_comes_in_pages);
async fn the_record_comes_in_pages(app: App) {
    let program = app.program().await;
    app.sql("DELETE FROM events").await;
    for _ in 0..30 {
        app.advance(1);
        app.program().await;
    }
    let (mut path, mut all) = ("/api/activity".to_owned(), Vec::new());
    loop {
        let answer = program.get(&path).await;
        all.extend(answer.is(200).json().as_array().unwrap().clone());
        let Some(next) = answer
            .header("link")
            .strip_prefix('<')
            .and_then(|link| link.strip_suffix(">; rel=\"next\""))
        else {
            break;
        };
        next.clone_into(&mut path);
    }
    assert_eq!(all.len(), 30);
    assert!(
        all.iter().all(|event| event["kind"] == "sign_in")
            && all
                .windows(2)
                .all(|pair| pair[0]["at"].as_str() >= pair[1]["at"].as_str())
    );
    program
        .get("/api/activity?before=x")
        .await
        .problem(400, "malformed");
    app.anonymous()
        .get("/api/activity")
        .await
        .problem(401, "token_missing");
}
