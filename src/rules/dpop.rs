//! DPoP proofs of programs (RFC 9449 §4.3), for the refresh tokens that a program wants bound to its key. Pure.

use std::time::Duration;

use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

use super::{
    clock::{Timestamp, millis},
    key_proof::{DeviceKey, UnverifiedProof},
};

/// The type of a proof.
const TYPE: &str = "dpop+jwt";
/// How far the time of a proof may be from ours: a minute, for clocks that disagree and answers that take long.
const WINDOW: Duration = Duration::from_secs(60);
/// The longest `jti` that is read.
const LONGEST_JTI: usize = 256;

/// A proof that is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DpopProof {
    /// The key of the program.
    pub key: DeviceKey,
    /// The name of the proof, which is good once.
    pub id: String,
    /// When its age makes it useless.
    pub expires_at: Timestamp,
}

#[derive(Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    /// In seconds.
    iat: i64,
}

/// Reads the proof of a POST to `url`, which has no query. `None` if it is not right.
pub fn read(jws: &str, url: &str, now: Timestamp) -> Option<DpopProof> {
    let proof = UnverifiedProof::parse(jws, TYPE)?;
    let key = proof.key()?;
    let Claims { jti, htm, htu, iat } = proof.signed_by(&key)?;
    let age = now.millis().checked_sub(iat.checked_mul(1000)?)?;
    let is_right = htm == "POST"
        && htu.split(['?', '#']).next() == Some(url)
        && age.abs() <= millis(WINDOW)
        && !jti.is_empty()
        && jti.len() <= LONGEST_JTI;
    is_right.then(|| DpopProof {
        key,
        id: name(&key, &jti),
        expires_at: now + millis(WINDOW) - age + 1,
    })
}

/// Names a proof in a few bytes, whatever its `jti`.
fn name(key: &DeviceKey, jti: &str) -> String {
    let whole = [key.as_bytes(), jti.as_bytes()].concat();
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, &whole))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::{Value, json};

    use super::{super::signer::Signer, *};

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);
    const URL: &str = "https://latchkey.example/api/token";

    fn claims() -> Value {
        json!({"jti": "one", "htm": "POST", "htu": URL, "iat": 1_700_000_000})
    }

    fn header(signer: &Signer) -> Value {
        json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": signer.jwk()})
    }

    #[test]
    fn a_proof_is_of_its_request_its_time_and_its_key() {
        let signer = Signer::new();
        let read = |claims: &Value| read(&signer.sign(&header(&signer), claims), URL, NOW);
        let right = read(&claims()).unwrap();
        assert_eq!(right.key.as_bytes(), signer.point());
        assert_eq!(right.expires_at, NOW + 60_001);
        let with = |name: &str, value: Value| {
            let mut claims = claims();
            claims[name] = value;
            read(&claims)
        };
        assert_ne!(with("jti", json!("two")).unwrap().id, right.id);
        assert!(with("htu", json!(format!("{URL}?a=b"))).is_some());
        assert!(with("iat", json!(1_700_000_060)).is_some());
        assert!(with("iat", json!(1_699_999_940)).is_some());
        for (name, wrong) in [
            ("jti", json!("")),
            ("jti", json!("x".repeat(257))),
            ("htm", json!("GET")),
            ("htu", json!("https://latchkey.example/api/token/refresh")),
            ("htu", json!("https://elsewhere.example/api/token")),
            ("iat", json!(1_700_000_061)),
            ("iat", json!(1_699_999_939)),
            ("iat", json!(i64::MAX)),
            ("iat", json!("now")),
        ] {
            assert_eq!(with(name, wrong.clone()), None, "{name}: {wrong}");
        }
        for missing in ["jti", "htm", "htu", "iat"] {
            let mut claims = claims();
            claims.as_object_mut().unwrap().remove(missing);
            assert_eq!(read(&claims), None, "{missing}");
        }
    }

    #[test]
    fn a_proof_without_its_own_key_proves_nothing() {
        let (signer, other) = (Signer::new(), Signer::new());
        let foreign = other.sign(&header(&signer), &claims());
        assert_eq!(read(&foreign, URL, NOW), None);
        let keyless = json!({"alg": "ES256", "typ": "dpop+jwt"});
        assert_eq!(read(&signer.sign(&keyless, &claims()), URL, NOW), None);
    }
}
