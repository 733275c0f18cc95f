//! Proofs of possession: a JWS that a client signs with a key of its own, by ES256 (RFC 7515, RFC 7518 §3.4). Pure.

use aws_lc_rs::{
    digest,
    signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, de::DeserializeOwned};

/// The longest proof that is read, in bytes. A browser's has about 400.
const LONGEST: usize = 4096;
/// The length of half a public key, in bytes.
const COORDINATE: usize = 32;

/// The public key of a client: an uncompressed point of P-256 (SEC 1 §2.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceKey([u8; Self::LEN]);

impl DeviceKey {
    /// Its length, in bytes.
    pub const LEN: usize = 1 + 2 * COORDINATE;

    /// Reads a key from its bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.try_into().ok()?)).filter(|key| key.0[0] == 4)
    }

    /// Returns its bytes.
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns its thumbprint, which names it in public (RFC 7638).
    pub fn thumbprint(&self) -> String {
        let (x, y) = self.0[1..].split_at(COORDINATE);
        let [x, y] = [x, y].map(|part| URL_SAFE_NO_PAD.encode(part));
        let jwk = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, jwk.as_bytes()))
    }
}

/// A public key as JSON (RFC 7517). Members that are not read may be there.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    crv: String,
    x: String,
    y: String,
}

impl Jwk {
    fn key(&self) -> Option<DeviceKey> {
        if self.kty != "EC" || self.crv != "P-256" {
            return None;
        }
        let [x, y] = [&self.x, &self.y].map(|part| URL_SAFE_NO_PAD.decode(part).ok());
        let (x, y) = (x?, y?);
        if x.len() != COORDINATE || y.len() != COORDINATE {
            return None;
        }
        DeviceKey::from_bytes(&[&[4], x.as_slice(), &y].concat())
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: String,
    jwk: Option<Jwk>,
}

/// A proof whose signature is not verified yet.
pub struct UnverifiedProof<'a> {
    signed: &'a str,
    signature: Vec<u8>,
    key: Option<DeviceKey>,
    payload: Vec<u8>,
}

impl<'a> UnverifiedProof<'a> {
    /// Reads a proof of this type (`typ`). `None` for anything else, and for any algorithm but ES256 (RFC 8725 §3.1).
    pub fn parse(jws: &'a str, of: &str) -> Option<Self> {
        if jws.len() > LONGEST {
            return None;
        }
        let (signed, signature) = jws.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
        if header.alg != "ES256" || header.typ != of {
            return None;
        }
        let key = match header.jwk {
            Some(jwk) => Some(jwk.key()?),
            None => None,
        };
        Some(Self {
            signed,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
            key,
            payload: URL_SAFE_NO_PAD.decode(payload).ok()?,
        })
    }

    /// Returns the key that the proof itself names.
    pub const fn key(&self) -> Option<DeviceKey> {
        self.key
    }

    /// Returns what the proof says, if this key has signed it.
    pub fn signed_by<T: DeserializeOwned>(&self, key: &DeviceKey) -> Option<T> {
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.as_bytes());
        key.verify(self.signed.as_bytes(), &self.signature).ok()?;
        serde_json::from_slice(&self.payload).ok()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::rules::signer::Signer;

    fn key_of(signer: &Signer) -> DeviceKey {
        DeviceKey::from_bytes(&signer.point()).unwrap()
    }

    fn header(alg: &str, typ: &str) -> Value {
        json!({"alg": alg, "typ": typ})
    }

    #[test]
    fn a_proof_is_of_one_key_and_one_type() {
        let (ours, theirs) = (Signer::new(), Signer::new());
        let jws = ours.sign(&header("ES256", "a+jwt"), &json!({"jti": "one"}));
        let proof = UnverifiedProof::parse(&jws, "a+jwt").unwrap();
        assert_eq!(
            proof.signed_by::<Value>(&key_of(&ours)),
            Some(json!({"jti": "one"}))
        );
        assert_eq!(proof.signed_by::<Value>(&key_of(&theirs)), None);
        assert!(UnverifiedProof::parse(&jws, "b+jwt").is_none());
    }

    #[test]
    fn only_es256_is_accepted() {
        let signer = Signer::new();
        for alg in ["none", "HS256", "RS256", "ES384", "es256", ""] {
            let jws = signer.sign(&header(alg, "a+jwt"), &json!({}));
            assert!(UnverifiedProof::parse(&jws, "a+jwt").is_none(), "{alg}");
        }
    }

    #[test]
    fn a_key_in_the_header_is_a_point_of_p_256() {
        let signer = Signer::new();
        let read = |jwk: Value| {
            let header = json!({"alg": "ES256", "typ": "a+jwt", "jwk": jwk});
            let jws = signer.sign(&header, &json!({}));
            UnverifiedProof::parse(&jws, "a+jwt").map(|proof| proof.key())
        };
        assert_eq!(read(signer.jwk()), Some(Some(key_of(&signer))));
        for (name, value) in [
            ("kty", json!("RSA")),
            ("crv", json!("P-384")),
            ("x", json!("AA")),
            ("y", json!("!")),
            ("y", json!(1)),
        ] {
            let mut jwk = signer.jwk();
            jwk[name] = value;
            assert_eq!(read(jwk), None, "{name}");
        }
    }

    #[test]
    fn what_is_altered_or_junk_proves_nothing() {
        let signer = Signer::new();
        let jws = signer.sign(&header("ES256", "a+jwt"), &json!({"jti": "one"}));
        let says = |jws: &str| {
            let proof = UnverifiedProof::parse(jws, "a+jwt")?;
            proof.signed_by::<Value>(&key_of(&signer))
        };
        assert!(says(&jws).is_some());
        for at in 0..jws.len() {
            let mut bytes = jws.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(says(std::str::from_utf8(&bytes).unwrap()), None, "{at}");
        }
        for junk in ["", ".", "..", "a.b.c", "....", &"A".repeat(5000)] {
            assert_eq!(says(junk), None, "{junk}");
        }
    }

    #[test]
    fn the_thumbprint_is_that_of_the_standard() {
        // RFC 9449 §6.1 has this key and its thumbprint.
        let jwk = Jwk {
            kty: "EC".to_owned(),
            crv: "P-256".to_owned(),
            x: "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs".to_owned(),
            y: "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA".to_owned(),
        };
        let thumbprint = jwk.key().unwrap().thumbprint();
        assert_eq!(thumbprint, "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    }
}
