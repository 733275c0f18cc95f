//! Notices to owners: each is written with what it tells of, or neither is.

use super::*;
use crate::{
    event::EventKind,
    rules::clock::Timestamp,
    store::{MailRow, Notice, RevocationReason},
};

const HOUR: i64 = 3_600_000;

fn notice(id: &str, user: &User, at: Timestamp) -> Notice {
    Notice {
        mail: MailRow {
            id: id.to_owned().into(),
            kind: "theft".to_owned(),
            recipient: user.email.clone(),
            user_id: Some(user.id.clone()),
            locale: "en".to_owned(),
            content: Some(vec![1]),
            created_at: at,
            attempts: 0,
            sent_at: None,
            dead_at: None,
        },
        most: 2,
        since: at - HOUR,
    }
}

async fn mails(store: &TestStore) -> usize {
    store.claim_mails(100, 1, NOW + HOUR).await.unwrap().len()
}

on_each_store!(a_theft_ends_the_session_with_its_notice_or_not_at_all);
async fn a_theft_ends_the_session_with_its_notice_or_not_at_all(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let session = with_session(&store, &user).await;
    let event = Event {
        session_id: Some(session.id.clone()),
        ..Event::new(EventKind::RefreshReused, Some(&user.id), NOW)
    };
    let first = notice("m-1", &user, NOW);
    assert!(store.add_notice(&first).await.unwrap());

    // The same id again: the mail cannot be written.
    let failed = store.revoke_stolen(&session.id, &event, Some(&first)).await;
    assert!(failed.is_err());
    let found = store.session(&session.id).await.unwrap().unwrap();
    assert_eq!(found.revoked_at, None);
    assert!(
        store
            .events_of(&user.id, 10, None)
            .await
            .unwrap()
            .is_empty()
    );

    let second = notice("m-2", &user, NOW);
    let stolen = async || {
        let stolen = store.revoke_stolen(&session.id, &event, Some(&second));
        stolen.await.unwrap()
    };
    assert!(stolen().await && !stolen().await);
    let found = store.session(&session.id).await.unwrap().unwrap();
    assert_eq!(found.revoked_reason, Some(RevocationReason::Reuse));
    assert_eq!(store.events_of(&user.id, 10, None).await.unwrap().len(), 1);
    assert_eq!(mails(&store).await, 2);
}

on_each_store!(a_notice_too_many_is_left_out_and_holds_up_nothing);
async fn a_notice_too_many_is_left_out_and_holds_up_nothing(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    for id in ["m-1", "m-2"] {
        assert!(store.add_notice(&notice(id, &user, NOW)).await.unwrap());
    }
    let session = with_session(&store, &user).await;
    let event = Event::new(EventKind::RefreshUnbound, Some(&user.id), NOW);
    let third = notice("m-3", &user, NOW);
    let noted = store.note_copy(&session.id, 10, &event, Some(&third)).await;
    assert!(noted.unwrap());
    assert_eq!(mails(&store).await, 2);
    // An hour later it is one of few again.
    let later = notice("m-4", &user, NOW + HOUR + 1);
    assert!(store.add_notice(&later).await.unwrap());
}
