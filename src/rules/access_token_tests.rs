//! What an access token must withstand.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::rules::{alg::SigningAlg, signing_key::SigningKey};

const NOW: i64 = 1_800_000_000_000;
const ORIGIN: &str = "https://latchkey.test";
fn issued(tokens: &AccessTokens) -> Result<AccessToken, KeyError> {
    tokens.issue(&Subject {
        user_id: &"u".into(),
        email: "a@b.c",
        name: "지수",
        role: Role::User,
        session_id: &"s".into(),
        generation: Generation::new(3),
        proved_at: Timestamp::from_millis(0),
        ends_at: Timestamp::MAX,
    })
}

fn key(alg: SigningAlg) -> SigningKey {
    SigningKey::read(alg, &SigningKey::generate(alg).unwrap()).unwrap()
}

fn tokens_with(key: SigningKey, origin: &str) -> (AccessTokens, Clock) {
    let clock = Clock::manual(Timestamp::from_millis(NOW));
    let tokens = AccessTokens::new(
        KeyRing::new(key, []),
        origin.to_owned(),
        Duration::from_secs(300),
        Duration::from_secs(5),
        clock.clone(),
    );
    (tokens, clock)
}

fn tokens() -> (AccessTokens, Clock) {
    tokens_with(key(SigningAlg::EdDsa), ORIGIN)
}

fn refusal(tokens: &AccessTokens, token: &AccessToken) -> Option<VerifyError> {
    tokens
        .verify(&token.header_and_payload, &token.signature)
        .err()
}

/// Returns a token with a header and claims of the caller's choice, signed by `key`.
fn forge(key: &SigningKey, header: &str, payload: &str) -> AccessToken {
    let header_and_payload = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(payload)
    );
    let signature = key.sign(&header_and_payload).unwrap();
    AccessToken {
        header_and_payload,
        signature,
        claims: issued(&tokens().0).unwrap().claims,
    }
}

#[test]
fn what_is_issued_verifies_under_every_algorithm() {
    for alg in SigningAlg::ALL {
        let (tokens, _) = tokens_with(key(alg), ORIGIN);
        let token = issued(&tokens).unwrap();
        let verified = tokens
            .verify(&token.header_and_payload, &token.signature)
            .unwrap();
        assert_eq!(*verified.claims, token.claims, "{alg:?}");
    }
}

#[test]
fn the_first_verification_is_told_from_the_next() {
    let (tokens, _) = tokens();
    let token = issued(&tokens).unwrap();
    assert!(
        tokens
            .verify(&token.header_and_payload, &token.signature)
            .unwrap()
            .first_time
    );
    assert!(
        !tokens
            .verify(&token.header_and_payload, &token.signature)
            .unwrap()
            .first_time
    );
}

#[test]
fn a_token_is_refused_on_its_expiry_plus_leeway_also_when_remembered() {
    let (tokens, clock) = tokens();
    let token = issued(&tokens).unwrap();
    clock.advance(Duration::from_secs(304));
    assert_eq!(refusal(&tokens, &token), None);
    assert_eq!(tokens.remaining(&token.claims), 0);
    clock.advance(Duration::from_secs(1));
    assert!(matches!(
        refusal(&tokens, &token),
        Some(VerifyError::Expired(_))
    ));
}

#[test]
fn a_token_from_the_future_is_not_good_yet() {
    let (issuing_key, private) = (
        SigningAlg::EdDsa,
        SigningKey::generate(SigningAlg::EdDsa).unwrap(),
    );
    let (tokens, clock) = tokens_with(SigningKey::read(issuing_key, &private).unwrap(), ORIGIN);
    clock.advance(Duration::from_secs(6));
    let token = issued(&tokens).unwrap();
    let (behind, _) = tokens_with(SigningKey::read(issuing_key, &private).unwrap(), ORIGIN);
    assert!(matches!(
        refusal(&behind, &token),
        Some(VerifyError::Expired(_))
    ));
}

#[test]
fn another_origins_token_is_refused() {
    let private = SigningKey::generate(SigningAlg::EdDsa).unwrap();
    let (theirs, _) = tokens_with(
        SigningKey::read(SigningAlg::EdDsa, &private).unwrap(),
        "https://other.test",
    );
    let (ours, _) = tokens_with(
        SigningKey::read(SigningAlg::EdDsa, &private).unwrap(),
        ORIGIN,
    );
    assert_eq!(
        refusal(&ours, &issued(&theirs).unwrap()),
        Some(VerifyError::Invalid)
    );
}

#[test]
fn another_keys_token_is_refused() {
    assert_eq!(
        refusal(&tokens().0, &issued(&tokens().0).unwrap()),
        Some(VerifyError::UnknownKey)
    );
}

#[test]
fn the_header_chooses_nothing() {
    let private = SigningKey::generate(SigningAlg::EdDsa).unwrap();
    let own = SigningKey::read(SigningAlg::EdDsa, &private).unwrap();
    let (tokens, _) = tokens_with(
        SigningKey::read(SigningAlg::EdDsa, &private).unwrap(),
        ORIGIN,
    );
    let payload = serde_json::to_string(&issued(&tokens).unwrap().claims).unwrap();
    let kid = own.kid();
    for header in [
        r#"{"alg":"none"}"#.to_owned(),
        r#"{"alg":"EdDSA","typ":"JWT"}"#.to_owned(),
        format!(r#"{{"alg":"HS256","typ":"at+jwt","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"EdDSA","typ":"JWT","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"EdDSA","typ":"at+jwt","kid":"{kid}","crit":["exp"]}}"#),
        format!(r#"{{"alg":"EdDSA","typ":"at+jwt","kid":"{kid}","jku":"https://evil.test"}}"#),
    ] {
        assert!(
            matches!(
                refusal(&tokens, &forge(&own, &header, &payload)),
                Some(VerifyError::Invalid | VerifyError::UnknownKey)
            ),
            "{header}"
        );
    }
}

#[test]
fn no_altered_or_malformed_token_passes() {
    let (tokens, _) = tokens();
    let token = issued(&tokens).unwrap();
    let (header, payload) = token.header_and_payload.split_once('.').unwrap();
    let unsigned = format!("{header}.{payload}.");
    for (parts, signature) in [
        (token.header_and_payload.as_str(), ""),
        (token.header_and_payload.as_str(), "AAAA"),
        (header, token.signature.as_str()),
        ("", token.signature.as_str()),
        (unsigned.as_str(), token.signature.as_str()),
        (&"a".repeat(5000), "b"),
        (
            &token.header_and_payload.replace('.', "..") as &str,
            token.signature.as_str(),
        ),
    ] {
        assert_eq!(
            tokens.verify(parts, signature).err(),
            Some(VerifyError::Invalid)
        );
    }
    let mut altered = token.header_and_payload.clone().into_bytes();
    for index in 0..altered.len() {
        let original = std::mem::replace(&mut altered[index], b'A');
        if original != b'A' {
            let refused = tokens
                .verify(std::str::from_utf8(&altered).unwrap(), &token.signature)
                .err();
            assert!(matches!(
                refused,
                Some(VerifyError::Invalid | VerifyError::UnknownKey)
            ));
        }
        altered[index] = original;
    }
}

#[test]
fn a_repeated_claim_is_refused() {
    let private = SigningKey::generate(SigningAlg::EdDsa).unwrap();
    let own = SigningKey::read(SigningAlg::EdDsa, &private).unwrap();
    let (tokens, _) = tokens_with(
        SigningKey::read(SigningAlg::EdDsa, &private).unwrap(),
        ORIGIN,
    );
    let claims = issued(&tokens).unwrap().claims;
    let payload = serde_json::to_string(&claims)
        .unwrap()
        .replacen('{', r#"{"role":"admin","#, 1);
    let header = String::from_utf8(URL_SAFE_NO_PAD.decode(own.header()).unwrap()).unwrap();
    assert_eq!(
        refusal(&tokens, &forge(&own, &header, &payload)),
        Some(VerifyError::Invalid)
    );
}

#[test]
fn a_key_set_publishes_public_keys_only() {
    assert_eq!(tokens().0.keys().published().keys.len(), 1);
    assert!(
        tokens_with(key(SigningAlg::Hs256), ORIGIN)
            .0
            .keys()
            .published()
            .keys
            .is_empty()
    );
}

#[test]
fn a_token_verified_while_the_keys_are_exchanged_is_not_remembered_under_the_new_ones() {
    let (tokens, _) = tokens();
    let token = issued(&tokens).unwrap();
    // What `verify` does, with the exchange in its middle.
    let epoch = tokens.epoch.load(Ordering::Acquire);
    let claims = tokens
        .authenticate(&token.header_and_payload, &token.signature)
        .unwrap();
    tokens.replace_keys(KeyRing::new(key(SigningAlg::EdDsa), []));
    tokens.remember(
        digest_of(&token.header_and_payload, &token.signature),
        claims,
        epoch,
    );
    assert_eq!(refusal(&tokens, &token), Some(VerifyError::UnknownKey));
}

#[test]
fn a_token_of_a_longer_life_is_refused_when_its_life_by_our_settings_is_over() {
    let private = SigningKey::generate(SigningAlg::EdDsa).unwrap();
    let own = SigningKey::read(SigningAlg::EdDsa, &private).unwrap();
    let (tokens, clock) = tokens_with(
        SigningKey::read(SigningAlg::EdDsa, &private).unwrap(),
        ORIGIN,
    );
    let issued = issued(&tokens).unwrap().claims;
    let header = String::from_utf8(URL_SAFE_NO_PAD.decode(own.header()).unwrap()).unwrap();
    let with = |claims: Claims| forge(&own, &header, &serde_json::to_string(&claims).unwrap());
    let long = with(Claims {
        exp: issued.iat + 86_400,
        ..issued.clone()
    });
    let endless = with(Claims {
        exp: i64::MAX,
        ..issued.clone()
    });
    assert_eq!(refusal(&tokens, &long), None);
    assert_eq!(
        tokens.remaining(&Claims {
            exp: i64::MAX,
            ..issued.clone()
        }),
        300
    );
    clock.advance(Duration::from_secs(305));
    for token in [
        long,
        endless,
        with(Claims {
            exp: i64::MAX,
            iat: i64::MIN,
            nbf: i64::MIN,
            ..issued
        }),
    ] {
        assert!(matches!(
            refusal(&tokens, &token),
            Some(VerifyError::Expired(_))
        ));
    }
}
