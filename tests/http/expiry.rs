//! Sessions end: when they lie idle, and when they have grown old.

use crate::support::{App, on_each_database};

const DAY: u64 = 86_400;

on_each_database!(a_session_that_lies_idle_ends);
async fn a_session_that_lies_idle_ends(app: App) {
    let (mut kept, mut idle) = (app.program().await, app.program().await);
    app.advance(14 * DAY - 1);
    kept.refresh().await.is(200);
    app.advance(1);
    idle.refresh()
        .await
        .sets_no_cookie()
        .problem(401, "refresh_expired");
    kept.refresh().await.is(200);
}

on_each_database!(a_session_grows_no_older_than_it_may_however_busy);
async fn a_session_grows_no_older_than_it_may_however_busy(app: App) {
    let mut program = app.program().await;
    for _ in 0..8 {
        app.advance(11 * DAY);
        program.refresh().await.is(200);
    }
    app.advance(2 * DAY - 1);
    program.refresh().await.is(200);
    app.advance(1);
    program.refresh().await.problem(401, "refresh_expired");
}

on_each_database!(
    no_access_token_outlives_its_session,
    &[
        ("LATCHKEY_SESSION_MAX_AGE", "1h"),
        ("LATCHKEY_REFRESH_IDLE_TTL", "1h"),
    ]
);
async fn no_access_token_outlives_its_session(app: App) {
    let mut program = app.program().await;
    app.advance(3590);
    let answer = program.refresh().await;
    assert_eq!(
        answer.is(200).json()["expires_in"],
        10,
        "what is left of the session"
    );
    app.advance(9);
    program.get("/api/me").await.is(200);
    app.advance(6);
    program.get("/api/me").await.problem(401, "token_expired");
    program.refresh().await.problem(401, "refresh_expired");
}

on_each_database!(a_parent_is_no_way_around_the_end);
async fn a_parent_is_no_way_around_the_end(app: App) {
    let mut program = app.program().await;
    let parent = program.refresh.clone();
    program.refresh().await.is(200);
    app.advance(14 * DAY);
    app.anonymous()
        .refresh(&parent)
        .await
        .problem(401, "refresh_expired");
}

on_each_database!(expiry_is_no_theft);
async fn expiry_is_no_theft(app: App) {
    let mut program = app.program().await;
    app.advance(15 * DAY);
    program.refresh().await.problem(401, "refresh_expired");
    let revoked = format!(
        "SELECT count(*) FROM sessions WHERE revoked_at IS NOT NULL AND id = '{}'",
        program.session_id()
    );
    assert_eq!(app.number(&revoked).await, 0);
}
