//! What is over is deleted after a while, and nothing before.

use crate::support::{App, on_each_database};

const DAY: u64 = 86_400;

on_each_database!(
    sessions_go_when_they_were_over_for_their_retention_and_events_after_theirs,
    &[
        ("LATCHKEY_SESSION_RETENTION", "2d"),
        ("LATCHKEY_EVENT_RETENTION", "5d"),
        ("LATCHKEY_REFRESH_IDLE_TTL", "7d"),
    ]
);
async fn sessions_go_when_they_were_over_for_their_retention_and_events_after_theirs(app: App) {
    app.sql("DELETE FROM sessions").await;
    app.sql("DELETE FROM events").await;
    let (mut living, ended) = (app.program().await, app.program().await);
    ended
        .post(
            "/api/token/revoke",
            &serde_json::json!({"refresh_token": ended.refresh}),
        )
        .await
        .is(204);
    app.program().await; // And never seen again.
    let count = async |table: &str| app.number(&format!("SELECT count(*) FROM {table}")).await;
    let purge = async || app.application.domain.purge().await.unwrap();

    app.advance(2 * DAY);
    purge().await;
    assert_eq!((count("sessions").await, count("events").await), (3, 4));
    app.advance(1);
    purge().await;
    assert_eq!(
        (count("sessions").await, count("events").await),
        (2, 4),
        "the one that was ended"
    );
    app.advance(3 * DAY);
    living.refresh().await.is(200);
    purge().await;
    assert_eq!((count("sessions").await, count("events").await), (2, 0));
    app.advance(4 * DAY);
    purge().await;
    assert_eq!(
        count("sessions").await,
        1,
        "the one that was idle for 7 days, 2 days ago"
    );
    living.refresh().await.is(200);
}

on_each_database!(a_purge_goes_on_over_many_batches);
async fn a_purge_goes_on_over_many_batches(app: App) {
    let numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1300)";
    app.sql("DELETE FROM events").await;
    app.sql(&format!(
        "INSERT INTO events (id, at, kind, ip, user_agent) {numbers} SELECT 'old-' || i, i, 'sign_in_failed', '', '' FROM n"
    ))
    .await;
    app.application.domain.purge().await.unwrap();
    assert_eq!(app.number("SELECT count(*) FROM events").await, 0);
}
