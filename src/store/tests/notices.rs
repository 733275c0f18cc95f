//! Notices to owners: each is written with what it tells of, or neither is.

use super::*;
use crate::{
    event::EventKind,
    rules::clock::Timestamp,
    session::Role,
    store::{AccountChange, AccountEnd, MailRow, Notice, RevocationReason},
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

/// Changes the account's password, and says so.
async fn changes(store: &TestStore, user: &User, notice: Notice) -> Result<AccountEnd, StoreError> {
    let event = Event::new(EventKind::PasswordChanged, Some(&user.id), NOW);
    let change = AccountChange::SetPassword(&notice.mail.id);
    store
        .change_account(
            change,
            &event,
            &user.id,
            None,
            std::slice::from_ref(&notice),
        )
        .await
}

/// Returns the number of mails that were not counted before.
async fn mails(store: &TestStore) -> usize {
    let sent = store.claim_mails(100, 1, NOW + 2 * HOUR).await;
    sent.unwrap().len()
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
    changes(&store, &user, first.clone()).await.unwrap();
    let before = store.events_of(&user.id, 10, None).await.unwrap().len();

    // The same id again: the mail cannot be written.
    let failed = store.revoke_stolen(&session.id, &event, Some(&first)).await;
    assert!(failed.is_err());
    let found = store.session(&session.id).await.unwrap().unwrap();
    assert_eq!(found.revoked_at, None);
    let events = async || store.events_of(&user.id, 10, None).await.unwrap().len();
    assert_eq!(events().await, before);

    let second = notice("m-2", &user, NOW);
    let stolen = async || {
        let stolen = store.revoke_stolen(&session.id, &event, Some(&second));
        stolen.await.unwrap()
    };
    assert!(stolen().await && !stolen().await);
    let found = store.session(&session.id).await.unwrap().unwrap();
    assert_eq!(found.revoked_reason, Some(RevocationReason::Reuse));
    assert_eq!(events().await, before + 1);
    assert_eq!(mails(&store).await, 2);
}

on_each_store!(a_notice_too_many_is_left_out_and_holds_up_nothing);
async fn a_notice_too_many_is_left_out_and_holds_up_nothing(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    for id in ["m-1", "m-2"] {
        changes(&store, &user, notice(id, &user, NOW))
            .await
            .unwrap();
    }
    let session = with_session(&store, &user).await;
    let event = Event::new(EventKind::RefreshUnbound, Some(&user.id), NOW);
    let third = notice("m-3", &user, NOW);
    let noted = store.note_copy(&session.id, 10, &event, Some(&third)).await;
    assert!(noted.unwrap());
    assert_eq!(mails(&store).await, 2);
    // An hour later it is one of few again.
    let later = notice("m-4", &user, NOW + HOUR + 1);
    changes(&store, &user, later).await.unwrap();
    assert_eq!(mails(&store).await, 1);
}

on_each_store!(a_change_is_made_with_its_notices_or_not_at_all);
async fn a_change_is_made_with_its_notices_or_not_at_all(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let event = || Event::new(EventKind::RoleChanged, Some(&user.id), NOW);
    let promote = async |notices: &[Notice]| {
        let change = AccountChange::SetRole(Role::Admin);
        store
            .change_account(change, &event(), &user.id, None, notices)
            .await
    };
    let told = notice("m-1", &user, NOW);
    let twice = [told.clone(), told.clone()];
    assert!(
        promote(&twice).await.is_err(),
        "one of them cannot be written"
    );
    let found = store.user_by_id(&user.id).await.unwrap().unwrap();
    assert_eq!(found.role, Role::User);

    assert!(promote(std::slice::from_ref(&told)).await.unwrap().changed);
    // Nothing has changed, and there is nothing to tell.
    let again = promote(&[notice("m-2", &user, NOW)]).await.unwrap();
    assert!(!again.changed);
    assert_eq!(mails(&store).await, 1);
}
