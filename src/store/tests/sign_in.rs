//! Opening sessions, under conditions.

use futures::future::join_all;

use super::*;
use crate::{
    ids::SessionId,
    store::{Opening, RevocationReason},
};

const HASH: &str = "$argon2id$hash";

async fn open(
    store: &Store,
    session: &SessionRecord,
    checked_hash: &str,
    living_at_most: i64,
) -> Option<Vec<SessionId>> {
    let event = Event {
        session_id: Some(session.id.clone()),
        ..Event::new(
            EventKind::SignIn,
            Some(&session.user_id),
            session.created_at,
        )
    };
    store
        .open_session(Opening {
            session,
            checked_hash,
            event: &event,
            living_at_most,
            idle: 500,
            locale: "en",
            forgiven: &[],
            notice: None,
        })
        .await
        .unwrap()
}

on_each_store!(a_session_opens_only_for_an_enabled_account_with_the_password_that_was_checked);
async fn a_session_opens_only_for_an_enabled_account_with_the_password_that_was_checked(
    store: TestStore,
) {
    let user = with_user(&store, "a@b.c").await;
    let session = a_session(&user);
    assert_eq!(open(&store, &session, "$another", 50).await, None);
    assert_eq!(open(&store, &session, HASH, 50).await, Some(vec![]));
    assert_eq!(store.session(&session.id).await.unwrap(), Some(session));
    disable(&store, &user, NOW).await;
    assert_eq!(open(&store, &a_session(&user), HASH, 50).await, None);
    assert_eq!(
        open(&store, &a_session(&a_user("b@b.c")), HASH, 50).await,
        None
    );
    let events = store.events_of(&user.id, 9, None).await.unwrap();
    assert_eq!(
        events
            .iter()
            .filter(|event| event.kind == EventKind::SignIn)
            .count(),
        1
    );
}

on_each_store!(disabling_beside_sign_ins_leaves_no_session_alive);
async fn disabling_beside_sign_ins_leaves_no_session_alive(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let sign_ins = (0..20).map(|_| {
        let (store, session) = (store.0.clone(), a_session(&user));
        tokio::spawn(async move { open(&store, &session, HASH, 50).await })
    });
    let sign_ins: Vec<_> = sign_ins.collect();
    let event = Event::new(EventKind::AccountDisabled, Some(&user.id), NOW);
    let ending = super::super::Ending {
        user_id: &user.id,
        except: None,
        reason: RevocationReason::AccountDisabled,
        record: &event,
        idle: 1000,
    };
    store
        .change_account(AccountChange::Disable, &event, &user.id, Some(&ending), &[])
        .await
        .unwrap();
    join_all(sign_ins).await;
    let alive = store
        .sessions_of(&user.id, 100, None)
        .await
        .unwrap()
        .into_iter()
        .filter(|session| session.revoked_at.is_none())
        .count();
    assert_eq!(alive, 0, "{}", store.kind());
}

on_each_store!(the_oldest_sessions_beyond_the_limit_end_on_record);
async fn the_oldest_sessions_beyond_the_limit_end_on_record(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let at = |n: i64| SessionRecord {
        created_at: NOW + n,
        refreshed_at: NOW + n,
        expires_at: NOW + 100_000,
        ..a_session(&user)
    };
    let (run_out, first, second, third) = (at(-600), at(1), at(2), at(3));
    store.create_session(&run_out).await.unwrap();
    for (session, ended) in [
        (&first, vec![]),
        (&second, vec![]),
        (&third, vec![first.id.clone()]),
    ] {
        assert_eq!(open(&store, session, HASH, 2).await, Some(ended));
    }
    let ended = store.session(&first.id).await.unwrap().unwrap();
    assert_eq!(
        (ended.revoked_at, ended.revoked_reason),
        (Some(NOW + 3), Some(RevocationReason::SessionLimit))
    );
    assert_eq!(
        store
            .session(&run_out.id)
            .await
            .unwrap()
            .unwrap()
            .revoked_at,
        None,
        "what has run out counts for nothing"
    );
    let events = store.events_of(&user.id, 9, None).await.unwrap();
    let told = events
        .iter()
        .filter(|event| event.kind == EventKind::SessionRevoked);
    let told: Vec<_> = told
        .map(|event| (event.session_id.clone(), event.detail.as_deref()))
        .collect();
    assert_eq!(told, [(Some(first.id), Some("session_limit"))]);
}

on_each_store!(sign_ins_at_once_do_not_exceed_the_limit);
async fn sign_ins_at_once_do_not_exceed_the_limit(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let sign_ins = (0..12).map(|_| {
        let (store, session) = (store.0.clone(), a_session(&user));
        tokio::spawn(async move { open(&store, &session, HASH, 3).await.unwrap() })
    });
    join_all(sign_ins)
        .await
        .into_iter()
        .for_each(|ended| drop(ended.unwrap()));
    let alive = store
        .sessions_of(&user.id, 100, None)
        .await
        .unwrap()
        .into_iter()
        .filter(|session| session.revoked_at.is_none())
        .count();
    assert_eq!(alive, 3, "{}", store.kind());
}
