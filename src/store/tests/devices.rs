//! Sessions as their owner may see them.

use super::*;
use crate::{
    ids::SessionId,
    store::{DeviceRecord, DevicesQuery, RevocationReason},
};

const DAY: i64 = 86_400_000;

/// Returns a session that was opened and last refreshed `days_ago`, with an absolute age of 90 days.
async fn opened(store: &Store, user: &User, days_ago: i64) -> SessionRecord {
    let at = NOW - days_ago * DAY;
    let session = SessionRecord {
        created_at: at,
        refreshed_at: at,
        expires_at: at + 90 * DAY,
        ..a_session(user)
    };
    store.create_session(&session).await.unwrap();
    session
}

async fn listed(store: &Store, user: &User, current: &SessionId, limit: i64) -> Vec<DeviceRecord> {
    let (idle, ended_since) = (14 * DAY, NOW - 30 * DAY);
    store
        .devices_of(DevicesQuery {
            user_id: &user.id,
            current,
            now: NOW,
            idle,
            ended_since,
            limit,
        })
        .await
        .unwrap()
}

async fn ids(store: &Store, user: &User, current: &SessionId, limit: i64) -> Vec<SessionId> {
    listed(store, user, current, limit)
        .await
        .into_iter()
        .map(|device| device.id)
        .collect()
}

on_each_store!(this_one_comes_first_then_those_that_go_on_then_those_that_are_over);
async fn this_one_comes_first_then_those_that_go_on_then_those_that_are_over(store: TestStore) {
    let (user, other) = (
        with_user(&store, "a@b.c").await,
        with_user(&store, "b@b.c").await,
    );
    opened(&store, &other, 1).await;
    let over = opened(&store, &user, 1).await.id;
    store
        .revoke_session(&over, RevocationReason::SignOut, NOW)
        .await
        .unwrap();
    let (idle, current, newest, older) = (
        opened(&store, &user, 15).await.id,
        opened(&store, &user, 9).await.id,
        opened(&store, &user, 2).await.id,
        opened(&store, &user, 3).await.id,
    );

    assert_eq!(
        ids(&store, &user, &current, 9).await,
        [&current, &newest, &older, &over, &idle].map(Clone::clone)
    );
    assert_eq!(
        ids(&store, &user, &"unknown".into(), 2).await,
        [newest, older]
    );
    assert!(ids(&store, &user, &current, -1).await.is_empty());
}

on_each_store!(those_that_ended_long_ago_are_left_out);
async fn those_that_ended_long_ago_are_left_out(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let just_in = opened(&store, &user, 44).await.id;
    opened(&store, &user, 45).await;
    let revoked = opened(&store, &user, 32).await.id;
    store
        .revoke_session(&revoked, RevocationReason::Reuse, NOW - 31 * DAY)
        .await
        .unwrap();
    let aged = SessionRecord {
        expires_at: NOW - 31 * DAY,
        ..a_session(&user)
    };
    store.create_session(&aged).await.unwrap();
    assert_eq!(ids(&store, &user, &"".into(), 9).await, [just_in]);
}

on_each_store!(a_device_reads_as_its_session_was_written);
async fn a_device_reads_as_its_session_was_written(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let session = SessionRecord {
        used_at: Some(NOW + 1),
        ..opened(&store, &user, 1).await
    };
    store
        .mark_used(&[(session.id.clone(), Generation::FIRST, NOW + 1)])
        .await
        .unwrap();
    store
        .revoke_session(&session.id, RevocationReason::Administrator, NOW + 2)
        .await
        .unwrap();
    let SessionRecord {
        id,
        used_at,
        created_at,
        refreshed_at,
        expires_at,
        ip,
        user_agent,
        method,
        ..
    } = session;
    let revoked = Some((NOW + 2, RevocationReason::Administrator));
    let device = DeviceRecord {
        id,
        used_at,
        created_at,
        refreshed_at,
        expires_at,
        revoked,
        ip,
        user_agent,
        method,
        bound_by: None,
    };
    assert_eq!(listed(&store, &user, &"".into(), 9).await, [device]);
}
