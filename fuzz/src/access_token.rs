//! The access token, as a bearer or in the two parts that a browser holds.

use std::{sync::LazyLock, time::Duration};

use latchkey::{
    rules::{
        access_token::{AccessToken, AccessTokens, Subject, VerifyError},
        alg::SigningAlg,
        clock::{Clock, Timestamp},
        key_ring::KeyRing,
        signing_key::SigningKey,
    },
    session::{Generation, Role},
};

use super::edits::edited;

/// A server with each of these algorithms, and a token that it has issued. Those of RSA differ only in what the library does, and their
/// keys take seconds to make.
static ISSUED: LazyLock<[(AccessTokens, AccessToken); 3]> = LazyLock::new(|| {
    [SigningAlg::EdDsa, SigningAlg::Es256, SigningAlg::Hs256].map(|alg| {
        let private = SigningKey::generate(alg).expect("a key");
        let key = SigningKey::read(alg, &private).expect("a key");
        let tokens = AccessTokens::new(
            KeyRing::new(key, []),
            "https://latchkey.test".to_owned(),
            Duration::from_secs(300),
            Duration::from_secs(5),
            Clock::manual(Timestamp::from_millis(1_800_000_000_000)),
        );
        let subject = Subject {
            user_id: &"u".into(),
            email: "a@b.c",
            name: "\u{c9c0}\u{c218}",
            role: Role::User,
            session_id: &"s".into(),
            proved_at: Timestamp::from_millis(0),
            generation: Generation::new(3),
            ends_at: Timestamp::MAX,
        };
        let token = tokens.issue(&subject).expect("a token");
        (tokens, token)
    })
});

/// What is accepted is what was issued: nothing that a token says counts before its signature does, and another spelling of the same is
/// another token.
pub fn access_token(data: &[u8]) {
    let (first, rest) = data.split_at(data.len().min(1));
    let which = first.first().map_or(0, |byte| usize::from(*byte));
    let (tokens, issued) = &ISSUED[which % ISSUED.len()];
    let whole = format!("{}.{}", issued.header_and_payload, issued.signature);
    let token = edited(&whole, rest);
    let Some((head, signature)) = token.rsplit_once('.') else {
        return;
    };
    let verified = tokens.verify(head, signature);
    if token == whole {
        let claims = verified.expect("what was issued is accepted").claims;
        assert_eq!(*claims, issued.claims);
        return;
    }
    match verified {
        Ok(_) => panic!("{token:?} is accepted"),
        Err(VerifyError::Expired(claims)) => panic!("{token:?} is believed: {claims:?}"),
        Err(VerifyError::UnknownKey) => assert_ne!(
            head.split('.').next(),
            issued.header_and_payload.split('.').next(),
            "{token:?} names our key"
        ),
        Err(VerifyError::Invalid) => {}
    }
}
