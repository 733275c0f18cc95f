//! Tests of the refresh token.

#![allow(clippy::unwrap_used)]

use super::*;

const ID: &str = "01939f2e-0000-7000-8000-000000000001";
const SESSION_SECRET: [u8; 32] = [7; 32];

fn secrets(current: u8, previous: &[u8]) -> Secrets {
    Secrets::new(
        &[current; 32],
        &previous.iter().map(|byte| [*byte; 32]).collect::<Vec<_>>(),
    )
}

fn issue(generation: u64, secrets: &Secrets) -> String {
    let token = derive(
        &ID.into(),
        Generation::new(generation),
        &SESSION_SECRET,
        secrets,
    )
    .unwrap();
    token.expose().clone()
}

#[test]
fn a_token_names_its_session_and_generation() {
    let secrets = secrets(1, &[]);
    let token = issue(42, &secrets);
    let presented = UnverifiedToken::parse(&token, &secrets).unwrap();
    assert_eq!(
        (&*presented.session_id(), presented.generation()),
        (ID, Generation::new(42))
    );
    assert!(presented.is_authentic(&SESSION_SECRET, &secrets));
}

#[test]
fn the_successor_is_the_same_whoever_computes_it() {
    assert_eq!(
        derive(
            &ID.into(),
            Generation::new(2),
            &SESSION_SECRET,
            &secrets(1, &[])
        ),
        derive(
            &ID.into(),
            Generation::new(2),
            &SESSION_SECRET,
            &secrets(1, &[9])
        )
    );
}

#[test]
fn a_previous_secret_is_accepted_and_never_issued_under() {
    let old = issue(2, &secrets(1, &[]));
    let both = secrets(2, &[1]);
    assert!(
        UnverifiedToken::parse(&old, &both)
            .unwrap()
            .is_authentic(&SESSION_SECRET, &both)
    );
    assert_ne!(issue(2, &both), old);
    assert_eq!(UnverifiedToken::parse(&old, &secrets(2, &[])), None);
}

#[test]
fn every_altered_bit_is_found() {
    let secrets = secrets(1, &[]);
    let token = issue(1, &secrets);
    let bytes = URL_SAFE_NO_PAD.decode(&token[4..]).unwrap();
    for bit in 0..bytes.len() * 8 {
        let mut altered = bytes.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        let altered = format!("lkr_{}", URL_SAFE_NO_PAD.encode(altered));
        let accepted = UnverifiedToken::parse(&altered, &secrets)
            .is_some_and(|p| p.is_authentic(&SESSION_SECRET, &secrets));
        assert!(!accepted, "bit {bit}");
    }
}

#[test]
fn another_sessions_secret_does_not_fit() {
    let secrets = secrets(1, &[]);
    let token = issue(1, &secrets);
    assert!(
        !UnverifiedToken::parse(&token, &secrets)
            .unwrap()
            .is_authentic(&[8; 32], &secrets)
    );
}

#[test]
fn junk_is_turned_away() {
    let secrets = secrets(1, &[]);
    for junk in [
        "",
        "lkr_",
        "lkr_AAAA",
        "eyJhbGciOiJub25lIn0.e30.",
        &format!("lkr_{}", "A".repeat(87)),
        &format!("lkr_{}", "A".repeat(92)),
    ] {
        assert_eq!(UnverifiedToken::parse(junk, &secrets), None, "{junk}");
    }
}

/// Returns a token as it was issued before tokens named their secret.
fn unnamed(generation: u64, secrets: &Secrets) -> String {
    let mut bytes = vec![UNNAMED];
    bytes.extend_from_slice(Uuid::parse_str(ID).unwrap().as_bytes());
    bytes.extend_from_slice(&generation.to_be_bytes());
    finish(bytes.into(), secrets.current(), &SESSION_SECRET)
        .expose()
        .clone()
}

#[test]
fn a_token_that_names_no_secret_is_accepted_under_each() {
    let old = unnamed(3, &secrets(1, &[]));
    let both = secrets(2, &[1]);
    let presented = UnverifiedToken::parse(&old, &both).unwrap();
    assert_eq!(
        (&*presented.session_id(), presented.generation()),
        (ID, Generation::new(3))
    );
    assert!(presented.is_authentic(&SESSION_SECRET, &both));
    assert_eq!(
        (
            UnverifiedToken::parse(&old, &secrets(2, &[])),
            foreign_secret(&old, &secrets(2, &[]))
        ),
        (None, None)
    );
}

#[test]
fn a_token_of_an_unknown_secret_tells_which() {
    let (ours, theirs) = (secrets(1, &[]), secrets(2, &[]));
    let token = issue(1, &theirs);
    assert_eq!(UnverifiedToken::parse(&token, &ours), None);
    assert_eq!(foreign_secret(&token, &ours), Some(theirs.current_id()));
    assert_eq!(foreign_secret(&token, &secrets(1, &[2])), None);
    assert_eq!(foreign_secret("lkr_AAAA", &ours), None);
    assert_ne!(ours.current_id(), theirs.current_id());
}

#[test]
fn a_token_that_names_another_secret_than_it_was_issued_under_is_refused() {
    let both = secrets(1, &[2]);
    let mut bytes = URL_SAFE_NO_PAD.decode(&issue(1, &both)[4..]).unwrap();
    bytes[1..5].copy_from_slice(&secrets(2, &[]).current_id().0);
    assert_eq!(
        UnverifiedToken::parse(&format!("lkr_{}", URL_SAFE_NO_PAD.encode(bytes)), &both),
        None
    );
}
