//! Refresh tokens that are not ours: refused, and no session is touched.

use crate::{
    databases,
    support::{App, altered, on_each_database},
};

/// 32 times the byte 9.
const ANOTHER_SECRET: &str = "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=";

on_each_database!(junk_is_invalid);
async fn junk_is_invalid(app: App) {
    let program = app.program().await;
    let cut = &program.refresh[..program.refresh.len() - 2];
    for junk in [
        "x",
        "lkr_",
        "lkr_AAAA",
        "null",
        "\0",
        "한국어",
        "../../etc/passwd",
        "' OR 1=1 --",
        &"A".repeat(10_000),
        cut,
        &program.access,
    ] {
        app.anonymous()
            .refresh(junk)
            .await
            .sets_no_cookie()
            .problem(401, "refresh_invalid");
    }
}

on_each_database!(a_bad_mac_touches_no_session);
async fn a_bad_mac_touches_no_session(app: App) {
    let mut program = app.program().await;
    let forged = altered(&program.refresh);
    for _ in 0..3 {
        app.anonymous()
            .refresh(&forged)
            .await
            .problem(401, "refresh_invalid");
    }
    program.refresh().await.is(200);
    app.anonymous()
        .refresh(&forged)
        .await
        .problem(401, "refresh_invalid");
    program.get("/api/me").await.is(200);
    program.refresh().await.is(200);
    assert_eq!(program.claim("gen"), 3);
}

on_each_database!(a_token_of_another_server_is_invalid);
async fn a_token_of_another_server_is_invalid(app: App) {
    let mut program = app.program().await;
    for settings in [&[][..], &[("LATCHKEY_SECRET", ANOTHER_SECRET)]] {
        let stranger = App::on(databases::sqlite(), settings).await;
        let theirs = stranger.program().await;
        app.anonymous()
            .refresh(&theirs.refresh)
            .await
            .problem(401, "refresh_invalid");
    }
    program.refresh().await.is(200);
}

on_each_database!(a_session_that_is_gone_is_invalid);
async fn a_session_that_is_gone_is_invalid(app: App) {
    let mut program = app.program().await;
    app.sql(&format!(
        "DELETE FROM sessions WHERE id = '{}'",
        program.session_id()
    ))
    .await;
    program.refresh().await.problem(401, "refresh_invalid");
}

on_each_database!(junk_costs_no_query);
async fn junk_costs_no_query(app: App) {
    let program = app.program().await;
    app.application.domain.close().await;
    app.anonymous()
        .refresh("lkr_junk")
        .await
        .problem(401, "refresh_invalid");
    app.anonymous()
        .refresh(&program.refresh)
        .await
        .problem(503, "unavailable");
}
