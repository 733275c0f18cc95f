//! Refresh tokens that are not ours: refused, and no session is touched.

use crate::support::{altered, on_each_database};

/// 32 times the byte 9.
const ANOTHER_SECRET: &str = "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=";

#[tokio::test]
async fn junk_is_invalid() {
    on_each_database(async |app| {
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
    })
    .await;
}

#[tokio::test]
async fn a_bad_mac_touches_no_session() {
    on_each_database(async |app| {
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
    })
    .await;
}

#[tokio::test]
async fn a_token_of_another_server_is_invalid() {
    on_each_database(async |app| {
        let mut program = app.program().await;
        on_each_database(async |stranger| {
            let theirs = stranger.program().await;
            app.anonymous()
                .refresh(&theirs.refresh)
                .await
                .problem(401, "refresh_invalid");
        })
        .await;
        crate::support::on_each_database_with(
            &[("LATCHKEY_SECRET", ANOTHER_SECRET)],
            async |stranger| {
                let theirs = stranger.program().await;
                app.anonymous()
                    .refresh(&theirs.refresh)
                    .await
                    .problem(401, "refresh_invalid");
            },
        )
        .await;
        program.refresh().await.is(200);
    })
    .await;
}

#[tokio::test]
async fn a_session_that_is_gone_is_invalid() {
    on_each_database(async |app| {
        let mut program = app.program().await;
        app.sql(&format!(
            "DELETE FROM sessions WHERE id = '{}'",
            program.session_id()
        ))
        .await;
        program.refresh().await.problem(401, "refresh_invalid");
    })
    .await;
}

#[tokio::test]
async fn junk_costs_no_query() {
    on_each_database(async |app| {
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
    })
    .await;
}
