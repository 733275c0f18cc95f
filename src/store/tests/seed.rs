//! All or nothing, and once.

use futures::future::BoxFuture;

use super::*;
use crate::store::{Demo, dialect::Transaction, events::insert_event};

/// An event for the user, in place of a feature's own table.
fn rows_of_a_feature<'a>(
    transaction: &'a mut Transaction,
    demo: &'a Demo<'a>,
) -> BoxFuture<'a, Result<(), StoreError>> {
    let event = Event::new(EventKind::SignOut, Some(demo.user), demo.now);
    Box::pin(async move { insert_event(transaction, &event).await })
}

fn refused_rows<'a>(
    _: &'a mut Transaction,
    _: &'a Demo<'a>,
) -> BoxFuture<'a, Result<(), StoreError>> {
    Box::pin(async { Err(StoreError::Refused("as the test wants")) })
}

on_each_store!(instances_that_start_together_seed_once; flavor = "multi_thread");
async fn instances_that_start_together_seed_once(store: TestStore) {
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let store = store.0.clone();
            tokio::spawn(async move {
                let users = [a_user("demo@b.c"), a_user("admin@b.c")];
                let sessions = [a_session(&users[0]), a_session(&users[0])];
                let events = [an_event(&users[0], NOW)];
                store
                    .seed(&users, HASH, &sessions, &events, &[rows_of_a_feature], NOW)
                    .await
                    .unwrap();
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(store.list_users().await.unwrap().len(), 2);
    let demo = store.user_by_email("demo@b.c").await.unwrap().unwrap();
    assert_eq!(
        store.sessions_of(&demo.id, 100, None).await.unwrap().len(),
        2
    );
    assert_eq!(store.events_of(&demo.id, 9, None).await.unwrap().len(), 2);
}

on_each_store!(a_seed_that_does_not_fit_leaves_nothing);
async fn a_seed_that_does_not_fit_leaves_nothing(store: TestStore) {
    let users = [a_user("demo@b.c"), a_user("admin@b.c")];
    let stray = [a_session(&a_user("nobody@b.c"))];
    assert!(matches!(
        store.seed(&users, HASH, &stray, &[], &[], NOW).await,
        Err(StoreError::Refused(_))
    ));
    assert!(matches!(
        store
            .seed(&users, HASH, &[], &[], &[refused_rows], NOW)
            .await,
        Err(StoreError::Refused(_))
    ));
    assert_eq!(store.list_users().await.unwrap(), []);
}
