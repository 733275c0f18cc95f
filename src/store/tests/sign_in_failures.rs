//! The shared buckets of failed sign-ins.

use futures::future::join_all;

use super::*;
use crate::store::Fill;

fn failed(user: Option<&User>) -> Event {
    Event::new(EventKind::SignInFailed, user.map(|user| &user.id), NOW)
}

fn fills() -> Vec<Fill> {
    ["b", "a"]
        .map(|key| Fill {
            key: key.to_owned(),
            interval: 100,
        })
        .to_vec()
}

on_each_store!(a_bucket_fills_with_every_failure_and_drains_with_time);
async fn a_bucket_fills_with_every_failure_and_drains_with_time(store: TestStore) {
    store
        .record_failed_sign_in(&fills(), &failed(None), 9, NOW)
        .await
        .unwrap();
    store
        .record_failed_sign_in(&fills()[..1], &failed(None), 9, NOW)
        .await
        .unwrap();
    let empty_at = store.sign_in_failures(&["a", "b", "c"]).await.unwrap();
    assert_eq!(
        (empty_at.get("a"), empty_at.get("b"), empty_at.get("c")),
        (Some(&(NOW + 100)), Some(&(NOW + 200)), None)
    );
    let later = Event {
        at: NOW + 1000,
        ..failed(None)
    };
    store
        .record_failed_sign_in(&fills(), &later, 9, NOW)
        .await
        .unwrap();
    assert_eq!(
        store.sign_in_failures(&["b"]).await.unwrap()["b"],
        NOW + 1100,
        "what has drained counts no more"
    );
}

on_each_store!(failures_at_once_are_all_counted);
async fn failures_at_once_are_all_counted(store: TestStore) {
    let tasks = (0..20).map(|n| {
        let store = store.0.clone();
        let fills: Vec<Fill> = if n % 2 == 0 {
            fills()
        } else {
            fills().into_iter().rev().collect()
        };
        tokio::spawn(async move {
            store
                .record_failed_sign_in(&fills, &failed(None), 3, NOW)
                .await
                .unwrap()
        })
    });
    assert!(join_all(tasks).await.iter().all(Result::is_ok));
    assert_eq!(
        store.sign_in_failures(&["a"]).await.unwrap()["a"],
        NOW + 2000,
        "{}",
        store.kind()
    );
}

on_each_store!(what_has_drained_is_purged);
async fn what_has_drained_is_purged(store: TestStore) {
    store
        .record_failed_sign_in(&fills(), &failed(None), 9, NOW)
        .await
        .unwrap();
    assert_eq!(
        store
            .purge_sign_in_failures(NOW + 100, 9)
            .await
            .unwrap()
            .deleted,
        0
    );
    assert_eq!(
        store
            .purge_sign_in_failures(NOW + 101, 9)
            .await
            .unwrap()
            .deleted,
        2
    );
    assert!(
        store
            .sign_in_failures(&["a", "b"])
            .await
            .unwrap()
            .is_empty()
    );
}

on_each_store!(an_account_is_known_from_where_it_has_signed_in);
async fn an_account_is_known_from_where_it_has_signed_in(store: TestStore) {
    let user = with_user(&store, "a@b.c").await;
    with_session(&store, &user).await;
    let known = async |email, ip, since| store.has_signed_in_from(email, ip, since).await.unwrap();
    assert!(known("a@b.c", "192.0.2.1", NOW).await);
    assert!(!known("a@b.c", "192.0.2.2", NOW).await && !known("b@b.c", "192.0.2.1", NOW).await);
    assert!(!known("a@b.c", "192.0.2.1", NOW + 1).await);
}
