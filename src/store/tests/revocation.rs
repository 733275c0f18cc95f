//! Ending sessions, one or all, and listing those that ended.

use super::*;
use crate::{
    ids::SessionId,
    store::{Ending, RevocationReason, RevokedSession},
};

on_each_store!(a_session_ends_once_and_says_why);
async fn a_session_ends_once_and_says_why(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let session = with_session(&store, &user).await;
    assert!(
        store
            .revoke_session(&session.id, RevocationReason::Reuse, NOW + 1)
            .await
            .unwrap()
    );
    assert!(
        !store
            .revoke_session(&session.id, RevocationReason::SignOut, NOW + 2)
            .await
            .unwrap()
    );
    assert!(
        !store
            .revoke_session(&"unknown".into(), RevocationReason::SignOut, NOW)
            .await
            .unwrap()
    );

    let ended = SessionRecord {
        revoked_at: Some(NOW + 1),
        revoked_reason: Some(RevocationReason::Reuse),
        ..session
    };
    assert_eq!(store.session(&ended.id).await.unwrap(), Some(ended));
}

on_each_store!(all_of_a_persons_sessions_end_but_this_one);
async fn all_of_a_persons_sessions_end_but_this_one(store: TestStore) {
    let (user, other) = (
        with_user(&store, "a@b.c").await,
        with_user(&store, "b@b.c").await,
    );
    let (here, there, over) = (
        with_session(&store, &user).await.id,
        with_session(&store, &user).await.id,
        with_session(&store, &user).await.id,
    );
    let others = with_session(&store, &other).await.id;
    store
        .revoke_session(&over, RevocationReason::SignOut, NOW)
        .await
        .unwrap();

    let reason = RevocationReason::SignedOutElsewhere;
    let revoked = |id: &SessionId| RevokedSession {
        id: id.clone(),
        refreshed_at: NOW,
        expires_at: NOW + 1000,
    };
    let record = Event::new(EventKind::SessionRevoked, Some(&user.id), NOW + 1);
    let but_this_one = Ending {
        user_id: &user.id,
        except: Some(&here),
        reason,
        record: &record,
        idle: 1000,
    };
    assert_eq!(
        store.revoke_sessions_of(&but_this_one).await.unwrap(),
        [revoked(&there)]
    );
    // What had run out is ended, and no event.
    let run_out = Ending {
        except: None,
        idle: 1,
        ..but_this_one
    };
    assert_eq!(
        store.revoke_sessions_of(&run_out).await.unwrap(),
        [revoked(&here)]
    );
    let events = store.events_of(&user.id, 9, None).await.unwrap();
    let told: Vec<_> = events
        .iter()
        .map(|event| (event.session_id.as_deref(), event.detail.as_deref()))
        .collect();
    assert_eq!(told, [(Some(&*there), Some("signed_out_elsewhere"))]);
    assert_eq!(
        store.session(&over).await.unwrap().unwrap().revoked_reason,
        Some(RevocationReason::SignOut)
    );
    assert_eq!(
        store.session(&others).await.unwrap().unwrap().revoked_at,
        None
    );
}

on_each_store!(revocations_are_listed_from_a_time_on);
async fn revocations_are_listed_from_a_time_on(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let mut ended = Vec::new();
    for after in 0..4 {
        let id = with_session(&store, &user).await.id;
        store
            .revoke_session(&id, RevocationReason::SignOut, NOW + after)
            .await
            .unwrap();
        ended.push((id, NOW + after));
    }
    with_session(&store, &user).await;
    assert_eq!(store.revoked_since(NOW + 2).await.unwrap(), ended[2..]);
    assert_eq!(
        store.revoked_since(Timestamp::default()).await.unwrap(),
        ended
    );
    assert_eq!(store.revoked_since(NOW + 4).await.unwrap(), []);
}
