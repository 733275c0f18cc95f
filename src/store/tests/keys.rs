//! At most one active key of each algorithm.

use super::*;
use crate::store::SigningKeyRow;

fn a_key(kid: &str, alg: &str, created_at: Timestamp) -> SigningKeyRow {
    SigningKeyRow {
        kid: kid.into(),
        alg: alg.into(),
        sealed_private: vec![0, 255, 7].into(),
        created_at,
        retired_at: None,
        sealed_previous: None,
    }
}

on_each_store!(of_many_first_keys_one_stays; flavor = "multi_thread");
async fn of_many_first_keys_one_stays(store: TestStore) {
    let tasks: Vec<_> = (0..8)
        .map(|n| {
            let store = store.0.clone();
            tokio::spawn(async move {
                store
                    .insert_signing_key(&a_key(&n.to_string(), "EdDSA", NOW))
                    .await
                    .unwrap()
            })
        })
        .collect();
    let mut inserted = 0;
    for task in tasks {
        inserted += u32::from(task.await.unwrap());
    }
    assert_eq!(
        (inserted, store.signing_keys().await.unwrap().len()),
        (1, 1)
    );
    assert!(
        store
            .insert_signing_key(&a_key("other", "ES256", NOW))
            .await
            .unwrap()
    );
}

on_each_store!(a_new_key_retires_those_before);
async fn a_new_key_retires_those_before(store: TestStore) {
    let (first, second, other) = (
        a_key("first", "EdDSA", NOW),
        a_key("second", "EdDSA", NOW + 1),
        a_key("other", "ES256", NOW - 1),
    );
    assert!(store.insert_signing_key(&other).await.unwrap());
    assert!(store.insert_signing_key(&first).await.unwrap());
    assert!(
        store
            .rotate_signing_key(&second, "first", NOW + 1)
            .await
            .unwrap()
    );
    // Somebody else was faster: nothing may change.
    assert!(
        !store
            .rotate_signing_key(&a_key("third", "EdDSA", NOW + 2), "first", NOW + 2)
            .await
            .unwrap()
    );

    let retired = |key: SigningKeyRow| SigningKeyRow {
        retired_at: Some(NOW + 1),
        ..key
    };
    assert_eq!(
        store.signing_keys().await.unwrap(),
        [second.clone(), retired(first), retired(other)]
    );
    assert!(
        store
            .delete_signing_key(&"first".into(), None)
            .await
            .unwrap()
    );
    assert!(
        !store
            .delete_signing_key(&"first".into(), Some(&a_key("fourth", "PS256", NOW)))
            .await
            .unwrap(),
        "it is gone already"
    );
    assert!(
        store
            .delete_signing_key(&"other".into(), None)
            .await
            .unwrap()
    );
    assert_eq!(store.signing_keys().await.unwrap(), [second]);
    let replacement = a_key("third", "EdDSA", NOW + 3);
    assert!(
        store
            .delete_signing_key(&"second".into(), Some(&replacement))
            .await
            .unwrap()
    );
    assert_eq!(store.signing_keys().await.unwrap(), [replacement]);
}

on_each_store!(of_many_rotations_of_a_key_one_is_made; flavor = "multi_thread");
async fn of_many_rotations_of_a_key_one_is_made(store: TestStore) {
    store
        .insert_signing_key(&a_key("first", "EdDSA", NOW))
        .await
        .unwrap();
    let tasks: Vec<_> = (0..8)
        .map(|n| {
            let store = store.0.clone();
            tokio::spawn(async move {
                store
                    .rotate_signing_key(&a_key(&n.to_string(), "EdDSA", NOW + 1), "first", NOW + 1)
                    .await
                    .unwrap()
            })
        })
        .collect();
    let mut made = 0;
    for task in tasks {
        made += u32::from(task.await.unwrap());
    }
    assert_eq!(
        (made, store.signing_keys().await.unwrap().len()),
        (1, 2),
        "{}",
        store.kind()
    );
}

#[test]
fn debug_does_not_show_the_key() {
    assert!(!format!("{:?}", a_key("kid", "EdDSA", NOW)).contains("255"));
}

on_each_store!(a_key_that_is_resealed_keeps_its_form_before_for_a_while);
async fn a_key_that_is_resealed_keeps_its_form_before_for_a_while(store: TestStore) {
    let key = a_key("kid", "EdDSA", NOW);
    store.insert_signing_key(&key).await.unwrap();
    store
        .reseal_signing_key(&key, &vec![1].into(), NOW)
        .await
        .unwrap();
    // Another instance that had read the row before does the same.
    store
        .reseal_signing_key(&key, &vec![2].into(), NOW + 1)
        .await
        .unwrap();
    let resealed = SigningKeyRow {
        sealed_private: vec![1].into(),
        sealed_previous: Some(key.sealed_private.clone()),
        ..key
    };
    store.forget_previous_seals(NOW).await.unwrap();
    assert_eq!(
        store.signing_keys().await.unwrap(),
        std::slice::from_ref(&resealed)
    );
    store.forget_previous_seals(NOW + 1).await.unwrap();
    assert_eq!(
        store.signing_keys().await.unwrap(),
        [SigningKeyRow {
            sealed_previous: None,
            ..resealed
        }]
    );
}

on_each_store!(secrets_are_registered_once_seen_and_forgotten);
async fn secrets_are_registered_once_seen_and_forgotten(store: TestStore) {
    assert!(
        store
            .register_secret("a", NOW, Timestamp::default())
            .await
            .unwrap()
    );
    assert!(
        !store
            .register_secret("a", NOW + 5, Timestamp::default())
            .await
            .unwrap()
    );
    assert!(
        store
            .register_secret("b", NOW + 9, Timestamp::default())
            .await
            .unwrap()
    );
    let (a, b) = (
        ("a".to_owned(), NOW, NOW + 5),
        ("b".to_owned(), NOW + 9, NOW + 9),
    );
    let known = async || {
        let rows = store.server_secrets().await.unwrap();
        rows.into_iter()
            .map(|row| (row.id, row.registered_at, row.seen_at))
            .collect::<Vec<_>>()
    };
    assert_eq!(known().await, [b.clone(), a]);
    store.register_secret("b", NOW + 9, NOW + 6).await.unwrap();
    assert_eq!(known().await, [b]);
}
