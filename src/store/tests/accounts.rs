//! How accounts change, with their sessions and the record.

use super::*;
use crate::{
    ids::UserId,
    store::{Ending, RevocationReason},
};

on_each_store!(a_user_is_disabled_once_and_enabled_again);
async fn a_user_is_disabled_once_and_enabled_again(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let at = |kind, at| Event::new(kind, Some(&user.id), at);
    let change = async |change, event: Event, id: &UserId| {
        store
            .change_account(change, &event, id, None, &[])
            .await
            .unwrap()
            .changed
    };
    let disabled = EventKind::AccountDisabled;
    assert!(change(AccountChange::Disable, at(disabled, NOW + 5), &user.id).await);
    assert!(!change(AccountChange::Disable, at(disabled, NOW + 9), &user.id).await);
    assert!(!change(AccountChange::Disable, at(disabled, NOW), &"nobody".into()).await);
    assert_eq!(
        store
            .user_by_id(&user.id)
            .await
            .unwrap()
            .unwrap()
            .disabled_at,
        Some(NOW + 5)
    );
    assert!(
        change(
            AccountChange::Enable,
            at(EventKind::AccountEnabled, NOW + 6),
            &user.id
        )
        .await
    );
    assert_eq!(
        store
            .user_by_id(&user.id)
            .await
            .unwrap()
            .unwrap()
            .disabled_at,
        None
    );
    assert_eq!(
        store.events_of(&user.id, 9, None).await.unwrap().len(),
        2,
        "what changed nothing is no event"
    );
}

on_each_store!(a_change_whose_record_fails_changes_nothing);
async fn a_change_whose_record_fails_changes_nothing(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let session = with_session(&store, &user).await;
    let event = Event::new(EventKind::AccountDisabled, Some(&user.id), NOW);
    store
        .record_events(std::slice::from_ref(&event))
        .await
        .unwrap();
    let ending = Ending {
        user_id: &user.id,
        except: None,
        reason: RevocationReason::AccountDisabled,
        record: &event,
        idle: 1000,
    };
    // The id of the event is taken.
    let failed = store
        .change_account(AccountChange::Disable, &event, &user.id, Some(&ending), &[])
        .await;
    assert!(matches!(failed, Err(StoreError::Duplicate)));
    assert_eq!(
        store
            .user_by_id(&user.id)
            .await
            .unwrap()
            .unwrap()
            .disabled_at,
        None
    );
    assert_eq!(
        store
            .session(&session.id)
            .await
            .unwrap()
            .unwrap()
            .revoked_at,
        None
    );
}
