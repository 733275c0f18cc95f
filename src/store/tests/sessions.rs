//! Sessions as rows.

use super::*;
use crate::{
    rules::rotation::suspicion::Suspicion,
    store::{RevocationReason, SessionOfUser},
};

on_each_store!(a_session_reads_as_it_was_written);
async fn a_session_reads_as_it_was_written(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let fresh = with_session(&store, &user).await;
    let over = SessionRecord {
        generation: Generation::new(1 << 62),
        used_at: Some(NOW + 1),
        created_at: NOW + 1,
        revoked_at: Some(NOW + 2),
        revoked_reason: Some(RevocationReason::SignOut),
        ..a_session(&user)
    };
    store.create_session(&over).await.unwrap();

    assert_eq!(
        store.session(&fresh.id).await.unwrap().as_ref(),
        Some(&fresh)
    );
    assert_eq!(store.session(&"unknown".into()).await.unwrap(), None);
    assert_eq!(
        store.sessions_of(&user.id, 100, None).await.unwrap(),
        [over, fresh]
    );
    assert_eq!(
        store
            .sessions_of(&"nobody".into(), 100, None)
            .await
            .unwrap(),
        []
    );
}

on_each_store!(a_session_comes_with_its_user);
async fn a_session_comes_with_its_user(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    with_user(&store, "b@b.c").await;
    let session = with_session(&store, &user).await;
    disable(&store, &user, NOW + 1).await;

    let user = User {
        disabled_at: Some(NOW + 1),
        ..user
    };
    assert_eq!(
        store.session_and_user(&session.id).await.unwrap(),
        Some(SessionOfUser {
            session,
            user,
            rotated_by: None,
            suspicion: Suspicion::NONE,
            binding: None,
        })
    );
    assert_eq!(
        store.session_and_user(&"unknown".into()).await.unwrap(),
        None
    );
}

on_each_store!(a_session_belongs_to_somebody);
async fn a_session_belongs_to_somebody(store: TestStore) {
    assert!(matches!(
        store.create_session(&a_session(&a_user("a@b.c"))).await,
        Err(StoreError::Refused(_))
    ));
}

on_each_store!(a_secret_is_32_bytes);
async fn a_secret_is_32_bytes(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let short = SessionRecord {
        secret: vec![1; 31].into(),
        ..a_session(&user)
    };
    assert!(matches!(
        store.create_session(&short).await,
        Err(StoreError::Refused(_))
    ));
}

#[test]
fn debug_does_not_show_the_secret() {
    let session = SessionRecord {
        secret: b"hunter2".to_vec().into(),
        ..a_session(&a_user("a@b.c"))
    };
    let shown = format!("{session:?}");
    assert!(
        !shown.contains("hunter2") && !shown.contains(&format!("{:?}", session.secret.expose())),
        "{shown}"
    );
}

on_each_store!(a_session_that_does_not_read_fails_nobody_else; flavor = "multi_thread");
async fn a_session_that_does_not_read_fails_nobody_else(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    let (bad, good) = (
        with_session(&store, &user).await,
        with_session(&store, &user).await,
    );
    let mut db = store.write().await.unwrap();
    let broken: Result<u64, StoreError> = execute!(
        db,
        "UPDATE sessions SET revoked_at = 1, revoked_reason = 'of a later version' WHERE id = $1",
        &bad.id
    );
    assert_eq!(broken.unwrap(), 1);
    drop(db);
    let asked =
        (0..40).map(|turn| store.session_and_user(if turn % 2 == 0 { &good.id } else { &bad.id }));
    for (turn, found) in futures::future::join_all(asked)
        .await
        .into_iter()
        .enumerate()
    {
        match found {
            Ok(Some(found)) => assert!(turn % 2 == 0 && found.session == good),
            found => assert!(
                turn % 2 == 1 && matches!(found, Err(StoreError::Corrupt(_))),
                "{} {found:?}",
                store.kind()
            ),
        }
    }
}
