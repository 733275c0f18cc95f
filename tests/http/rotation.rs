//! The table of the contract's chapter Rotation, row by row: what still counts as the same person.

use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::json;

use crate::support::{App, Program, on_each_database, until};

/// Waits until the server has noted that the session's current generation was used.
pub async fn noted_as_used(app: &App, program: &Program<'_>) {
    let query = format!(
        "SELECT count(*) FROM sessions WHERE id = '{}' AND used_at IS NOT NULL",
        program.session_id()
    );
    until("the use was noted", async || app.number(&query).await == 1).await;
}

/// A program that is at its second generation and uses it; and its first refresh token.
pub async fn in_use(app: &App) -> (Program<'_>, String) {
    let mut program = app.program().await;
    let parent = program.refresh.clone();
    program.refresh().await.is(200);
    program.get("/api/me").await.is(200);
    noted_as_used(app, &program).await;
    (program, parent)
}

on_each_database!(a_lost_answer_can_be_asked_for_again_however_late);
async fn a_lost_answer_can_be_asked_for_again_however_late(app: App) {
    let mut program = app.program().await;
    let parent = program.refresh.clone();
    program.refresh().await.is(200);
    app.advance(3 * 86_400);
    let again = app.anonymous().refresh(&parent).await.is(200).json();
    assert_eq!(
        again["refresh_token"],
        program.refresh.as_str(),
        "the same successor"
    );
    assert_eq!(
        again["expires_in"], 300,
        "with an access token that is fresh"
    );
    program.get("/api/me").await.problem(401, "token_expired");
    program.refresh().await.is(200);
    assert_eq!(program.claim("gen"), 3);
}

on_each_database!(a_call_that_was_under_way_has_the_grace_to_arrive);
async fn a_call_that_was_under_way_has_the_grace_to_arrive(app: App) {
    let (program, parent) = in_use(&app).await;
    app.advance(10);
    let again = app.anonymous().refresh(&parent).await.is(200).json();
    assert_eq!(again["refresh_token"], program.refresh.as_str());
}

on_each_database!(the_grace_is_counted_from_the_first_use_only);
async fn the_grace_is_counted_from_the_first_use_only(app: App) {
    let (program, parent) = in_use(&app).await;
    for _ in 0..2 {
        app.advance(5);
        program.get("/api/me").await.is(200);
        app.anonymous().refresh(&parent).await.is(200);
    }
    app.advance_millis(1);
    app.anonymous()
        .refresh(&parent)
        .await
        .problem(401, "refresh_reused");
}

on_each_database!(
    the_grace_can_be_configured,
    &[("LATCHKEY_REUSE_GRACE", "0s")]
);
async fn the_grace_can_be_configured(app: App) {
    let (_, parent) = in_use(&app).await;
    app.advance_millis(1);
    app.anonymous()
        .refresh(&parent)
        .await
        .problem(401, "refresh_reused");
}

on_each_database!(a_restored_database_is_rolled_forward);
async fn a_restored_database_is_rolled_forward(app: App) {
    let mut program = app.program().await;
    for _ in 0..4 {
        program.refresh().await.is(200);
    }
    let older = program.claim("gen").as_i64().unwrap() - 3;
    app.sql(&format!(
        "UPDATE sessions SET generation = {older}, used_at = NULL WHERE id = '{}'",
        program.session_id()
    ))
    .await;
    let (sid, parent) = (program.claim("sid"), program.refresh.clone());
    program.refresh().await.is(200);
    assert_eq!(
        (program.claim("gen"), program.claim("sid")),
        (json!(6), sid)
    );
    program.get("/api/me").await.is(200);
    let again = app.anonymous().refresh(&parent).await.is(200).json();
    assert_eq!(
        again["refresh_token"],
        program.refresh.as_str(),
        "and goes on as ever"
    );
}

on_each_database!(every_outcome_is_counted_under_its_name);
async fn every_outcome_is_counted_under_its_name(app: App) {
    let recorder = PrometheusBuilder::new().build_recorder();
    let _counting = metrics::set_default_local_recorder(&recorder);
    let (mut program, mut behind) = (app.program().await, app.program().await);
    let first = program.refresh.clone();
    program.refresh().await.is(200);
    app.anonymous().refresh(&first).await.is(200);
    program.refresh().await.is(200);
    app.anonymous()
        .refresh(&first)
        .await
        .problem(401, "refresh_reused");
    program.refresh().await.problem(401, "refresh_revoked");
    behind.refresh().await.is(200);
    app.sql(&format!(
        "UPDATE sessions SET generation = 1 WHERE id = '{}'",
        behind.session_id()
    ))
    .await;
    behind.refresh().await.is(200);
    app.anonymous()
        .refresh("junk")
        .await
        .problem(401, "refresh_invalid");
    app.advance(14 * 86_400);
    behind.refresh().await.problem(401, "refresh_expired");
    let text = recorder.handle().render();
    for (outcome, times) in [
        ("rotated", 3),
        ("replayed", 1),
        ("reused", 1),
        ("rolled_forward", 1),
        ("invalid", 1),
        ("expired", 1),
        ("revoked", 1),
    ] {
        let line = format!("latchkey_refresh_total{{outcome=\"{outcome}\"}} {times}");
        assert!(
            text.lines().any(|found| found == line),
            "no `{line}` in\n{text}"
        );
    }
    for name in [
        "latchkey_sign_in_total{outcome=",
        "latchkey_sessions_revoked_total{reason=\"reuse\"} 1",
        "latchkey_http_requests_total{",
    ] {
        assert!(text.contains(name), "no `{name}` in\n{text}");
    }
}
