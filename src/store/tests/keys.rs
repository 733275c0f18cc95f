//! At most one active key of each algorithm.

use super::*;
use crate::store::SigningKeyRow;

fn a_key(kid: &str, alg: &str, created_at: i64) -> SigningKeyRow {
    SigningKeyRow { kid: kid.into(), alg: alg.into(), sealed_private: vec![0, 255, 7], created_at, retired_at: None }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_first_keys_one_stays() {
    for store in stores().await {
        let tasks: Vec<_> = (0..8)
            .map(|n| {
                let store = store.0.clone();
                tokio::spawn(async move { store.insert_signing_key(&a_key(&n.to_string(), "EdDSA", NOW)).await.unwrap() })
            })
            .collect();
        let mut inserted = 0;
        for task in tasks {
            inserted += u32::from(task.await.unwrap());
        }
        assert_eq!((inserted, store.signing_keys().await.unwrap().len()), (1, 1));
        assert!(store.insert_signing_key(&a_key("other", "ES256", NOW)).await.unwrap());
    }
}

#[tokio::test]
async fn a_new_key_retires_the_one_before() {
    for store in stores().await {
        let (first, second, other) = (a_key("first", "EdDSA", NOW), a_key("second", "EdDSA", NOW + 1), a_key("other", "ES256", NOW - 1));
        assert!(store.insert_signing_key(&other).await.unwrap());
        assert!(store.rotate_signing_key(&first, NOW).await.unwrap());
        assert!(store.rotate_signing_key(&second, NOW + 1).await.unwrap());
        // The id is taken: nothing may change, not even the key that was active.
        assert!(!store.rotate_signing_key(&first, NOW + 2).await.unwrap());

        let first = SigningKeyRow { retired_at: Some(NOW + 1), ..first };
        assert_eq!(store.signing_keys().await.unwrap(), [second, first, other]);
    }
}

#[test]
fn debug_does_not_show_the_key() {
    assert!(!format!("{:?}", a_key("kid", "EdDSA", NOW)).contains("255"));
}
