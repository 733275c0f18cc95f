//! Hashing and verifying passwords.

#![allow(clippy::unwrap_used)]

use super::*;

const NOBODY: Claimant = Claimant {
    account: 0,
    address: 0,
};

fn hasher() -> PasswordHasher {
    PasswordHasher::new(HashCost::LEAST).unwrap()
}

fn password(text: &str) -> Password {
    Password::new(text.to_owned())
}

#[tokio::test]
async fn only_the_right_password_matches() {
    let hasher = hasher();
    let hash = hasher
        .hash(&password("latchkey-demo"), NOBODY)
        .await
        .unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
    let right = hasher
        .verify(&password("latchkey-demo"), Some(&hash), NOBODY)
        .await;
    assert_eq!(
        right,
        Ok(Verdict {
            matches: true,
            needs_rehash: false
        })
    );
    let wrong = hasher
        .verify(&password("Latchkey-demo"), Some(&hash), NOBODY)
        .await;
    assert_eq!(
        wrong,
        Ok(Verdict {
            matches: false,
            needs_rehash: false
        })
    );
}

#[tokio::test]
async fn the_same_password_hashes_differently_each_time() {
    let hasher = hasher();
    assert_ne!(
        hasher.hash(&password("x"), NOBODY).await,
        hasher.hash(&password("x"), NOBODY).await
    );
}

#[tokio::test]
async fn a_missing_or_damaged_hash_never_matches() {
    let hasher = hasher();
    let huge = "$argon2id$v=19$m=4194304,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for stored in [
        None,
        Some(""),
        Some("plain"),
        Some("$argon2id$v=19$m=8,t=1,p=1"),
        Some("$2b$12$abc"),
        Some("$argon2id$$$"),
        Some(huge),
    ] {
        for typed in ["", "plain", "x"] {
            let verdict = hasher.verify(&password(typed), stored, NOBODY).await;
            assert_eq!(
                verdict,
                Ok(Verdict {
                    matches: false,
                    needs_rehash: false
                }),
                "{stored:?}"
            );
        }
    }
}

#[test]
fn the_dummy_costs_what_a_hash_costs() {
    for cost in [HashCost::LEAST, HashCost::OWASP] {
        let hasher = PasswordHasher::new(cost).unwrap();
        let dummy = read(&hasher.dummy).unwrap();
        assert!(!is_outdated(&hasher.argon2, &dummy));
    }
}

#[tokio::test]
async fn another_cost_asks_for_a_new_hash() {
    let old = hasher().hash(&password("x"), NOBODY).await.unwrap();
    let today = PasswordHasher::new(HashCost {
        memory_kib: 16,
        passes: 1,
        lanes: 1,
    })
    .unwrap();
    assert_eq!(
        today.verify(&password("x"), Some(&old), NOBODY).await,
        Ok(Verdict {
            matches: true,
            needs_rehash: true
        })
    );
    assert_eq!(
        today.verify(&password("y"), Some(&old), NOBODY).await,
        Ok(Verdict {
            matches: false,
            needs_rehash: false
        })
    );
}

#[tokio::test]
async fn a_password_that_was_set_decomposed_is_known_on_every_keyboard() {
    let hasher = hasher();
    let typed = password("cafe\u{301} \u{1100}\u{1161}");
    let stored = hasher.hash(&typed, NOBODY).await.unwrap();
    for same in [typed, password("caf\u{e9} \u{ac00}")] {
        let verdict = hasher.verify(&same, Some(&stored), NOBODY).await.unwrap();
        assert!(verdict.matches);
    }
}

#[tokio::test]
async fn decomposed_typing_matches_a_composed_password_and_is_not_hashed_anew() {
    let old = hasher()
        .hash(&password("caf\u{e9} \u{ac00}"), NOBODY)
        .await
        .unwrap();
    let today = PasswordHasher::new(HashCost {
        memory_kib: 16,
        passes: 1,
        lanes: 1,
    })
    .unwrap();
    let verdict = today
        .verify(
            &password("cafe\u{301} \u{1100}\u{1161}"),
            Some(&old),
            NOBODY,
        )
        .await;
    assert_eq!(
        verdict,
        Ok(Verdict {
            matches: true,
            needs_rehash: false
        })
    );
}

#[tokio::test]
async fn a_full_queue_says_so_and_recovers() {
    let hasher = PasswordHasher::with_queue(HashCost::LEAST, 1, 1).unwrap();
    let held = hasher.hold().await.unwrap();
    let waiting = tokio::spawn({
        let hasher = hasher.clone();
        async move { hasher.hash(&password("x"), NOBODY).await }
    });
    while hasher.waiting() == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        hasher.hash(&password("x"), NOBODY).await,
        Err(PasswordError::Busy)
    );
    assert_eq!(AppError::from(PasswordError::Busy).retry_after, Some(1));
    drop(held);
    assert!(waiting.await.unwrap().is_ok());
    assert!(hasher.hash(&password("x"), NOBODY).await.is_ok());
}

#[test]
fn impossible_costs_are_refused() {
    assert_eq!(
        PasswordHasher::new(HashCost {
            memory_kib: 1,
            passes: 1,
            lanes: 1
        })
        .err(),
        Some(PasswordError::Failed)
    );
}
