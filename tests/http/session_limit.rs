//! How many sessions of an account live at the same time.

use crate::support::{App, Program, on_each_database};

on_each_database!(
    the_oldest_session_ends_on_record_when_there_are_too_many,
    &[("LATCHKEY_SESSIONS_PER_USER", "3"), ("LATCHKEY_DEMO", "on")]
);
async fn the_oldest_session_ends_on_record_when_there_are_too_many(app: App) {
    // The demo account brings two that live.
    let mut first = app.program().await;
    app.advance(1);
    let mut others: Vec<Program> = Vec::new();
    for _ in 0..3 {
        others.push(app.program().await);
        app.advance(1);
    }
    first.get("/api/me").await.problem(401, "session_revoked");
    first.refresh().await.problem(401, "refresh_revoked");
    for other in &mut others {
        other.refresh().await.is(200);
    }
    let on_record = format!(
        "SELECT count(*) FROM events WHERE kind = 'session_revoked' AND detail = 'session_limit' AND session_id = '{}'",
        first.session_id()
    );
    assert_eq!(app.number(&on_record).await, 1);
    assert_eq!(
        app.number("SELECT count(*) FROM events WHERE detail = 'session_limit'")
            .await,
        3
    );
}

on_each_database!(
    sessions_of_others_do_not_count,
    &[("LATCHKEY_SESSIONS_PER_USER", "1")]
);
async fn sessions_of_others_do_not_count(app: App) {
    let mut other = app.other_program().await;
    app.program().await;
    app.program().await;
    other.refresh().await.is(200);
}
