//! Deleting what was kept long enough.

use super::*;
use crate::{ids::SessionId, store::RevocationReason};

on_each_store!(only_sessions_that_were_over_for_long_enough_go);
async fn only_sessions_that_were_over_for_long_enough_go(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let living = SessionRecord {
        refreshed_at: NOW,
        expires_at: NOW + 1000,
        created_at: NOW - 9000,
        ..a_session(&user)
    };
    let idle = SessionRecord {
        refreshed_at: NOW - 151,
        expires_at: NOW + 1000,
        ..a_session(&user)
    };
    let idle_lately = SessionRecord {
        refreshed_at: NOW - 149,
        expires_at: NOW + 1000,
        ..a_session(&user)
    };
    let aged = SessionRecord {
        expires_at: NOW - 51,
        ..a_session(&user)
    };
    let ended = |at| SessionRecord {
        revoked_at: Some(at),
        revoked_reason: Some(RevocationReason::SignOut),
        ..a_session(&user)
    };
    let (revoked, revoked_lately) = (ended(NOW - 51), ended(NOW - 49));
    for session in [
        &living,
        &idle,
        &idle_lately,
        &aged,
        &revoked,
        &revoked_lately,
    ] {
        store.create_session(session).await.unwrap();
    }
    // Over for 50, idle after 100, two at a time.
    let (mut after, mut deleted) = (String::new(), 0);
    loop {
        let walked = store
            .purge_sessions(&after, NOW - 50, 100, 2)
            .await
            .unwrap();
        deleted += walked.deleted;
        let Some(next) = walked.next else { break };
        after = next;
    }
    assert_eq!(deleted, 3);
    let mut left: Vec<SessionId> = store
        .sessions_of(&user.id, 100, None)
        .await
        .unwrap()
        .into_iter()
        .map(|session| session.id)
        .collect();
    left.sort();
    let mut expected = [living.id, idle_lately.id, revoked_lately.id];
    expected.sort();
    assert_eq!(left, expected, "{}", store.kind());
}

on_each_store!(old_events_go_the_oldest_first_and_no_more_than_a_batch);
async fn old_events_go_the_oldest_first_and_no_more_than_a_batch(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let events: Vec<Event> = (0..5).map(|n| an_event(&user, NOW + n)).collect();
    store.record_events(&events).await.unwrap();
    assert_eq!(store.purge_events(NOW + 3, 2).await.unwrap().deleted, 2);
    assert_eq!(store.events_of(&user.id, 9, None).await.unwrap().len(), 3);
    assert_eq!(store.purge_events(NOW + 3, 2).await.unwrap().deleted, 1);
    assert_eq!(store.purge_events(NOW + 3, 2).await.unwrap().deleted, 0);
    assert_eq!(
        store
            .events_of(&user.id, 9, None)
            .await
            .unwrap()
            .iter()
            .map(|event| event.at)
            .min(),
        Some(NOW + 3)
    );
}
