//! One key that signs access tokens: generated here, sealed for the database, published as a JWK. Its algorithm is part of it
//! (RFC 8725 §3.1: one key, one algorithm).

use aws_lc_rs::{
    encoding::AsDer,
    error::Unspecified,
    hmac,
    rand::SystemRandom,
    rsa,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{
    DecodingKey, EncodingKey,
    jwk::{Jwk, PublicKeyUse, ThumbprintHash},
};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use super::{
    alg::SigningAlg,
    sealing::{self, Opened},
    secrets::{Secrets, random_bytes},
};
use crate::{ids::KeyId, sensitive::Sensitive};

/// The header of every access token (RFC 9068 §2.1).
const TYP: &str = "at+jwt";
/// The length of the PKCS #8 envelope (RFC 5208 §5) of an RSA key of this size: version, algorithm and two lengths. `jsonwebtoken`
/// reads only the inner PKCS #1 form.
const PKCS8_ENVELOPE: usize = 26;

/// A key could not be made, sealed, opened or read.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct KeyError(&'static str);

impl KeyError {
    /// This instance can read none of the existing keys. No other instance could read a key that it adds.
    pub const NONE_OPENS: Self = Self(
        "none of the keys in the database opens under LATCHKEY_SECRET or LATCHKEY_SECRET_PREVIOUS. Start with the secret that they were \
         made with; if it is lost, remove each with `latchkey keys delete KID --force`",
    );

    /// Claims that do not serialize.
    pub(super) const fn unwritable() -> Self {
        Self("a token could not be written")
    }
}

/// A key ready to sign and to verify.
pub struct SigningKey {
    kid: KeyId,
    alg: SigningAlg,
    header: String,
    signing: Signing,
    verifying: DecodingKey,
    public: Option<Jwk>,
}

/// The signing half of a key.
enum Signing {
    /// Parsed once. An [`EncodingKey`] would be parsed at each signature and its public half computed, which doubles the cost.
    Ed25519(Ed25519KeyPair),
    Other(EncodingKey),
}

impl SigningKey {
    /// Generates private key material for `alg`.
    ///
    /// # Errors
    /// If the cryptography library fails.
    pub fn generate(alg: SigningAlg) -> Result<Sensitive<Vec<u8>>, KeyError> {
        let failed = |_| KeyError("a signing key could not be generated");
        let random = SystemRandom::new();
        let private: Vec<u8> = match alg {
            SigningAlg::EdDsa => Ed25519KeyPair::generate_pkcs8v1(&random)
                .map_err(failed)?
                .as_ref()
                .to_vec(),
            SigningAlg::Es256 => {
                EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)
                    .map_err(failed)?
                    .as_ref()
                    .to_vec()
            }
            SigningAlg::Rs256 | SigningAlg::Ps256 => {
                let enveloped = rsa::KeyPair::generate(rsa::KeySize::Rsa3072)
                    .and_then(|pair| pair.as_der())
                    .map_err(failed)?;
                enveloped
                    .as_ref()
                    .get(PKCS8_ENVELOPE..)
                    .ok_or_else(|| failed(Unspecified))?
                    .to_vec()
            }
            SigningAlg::Hs256 => Zeroizing::new(random_bytes()).to_vec(),
        };
        Ok(private.into())
    }

    /// Parses private key material.
    ///
    /// # Errors
    /// If `private` is not a key of `alg`.
    pub fn read(alg: SigningAlg, private: &Sensitive<Vec<u8>>) -> Result<Self, KeyError> {
        let private = private.expose();
        const UNREADABLE: KeyError = KeyError("a signing key could not be read");
        let unreadable = |_| UNREADABLE;
        let signing = match alg {
            SigningAlg::EdDsa => EncodingKey::from_ed_der(private),
            SigningAlg::Es256 => EncodingKey::from_ec_der(private),
            SigningAlg::Rs256 | SigningAlg::Ps256 => EncodingKey::from_rsa_der(private),
            SigningAlg::Hs256 => EncodingKey::from_secret(private),
        };
        let mut jwk = Jwk::from_encoding_key(&signing, alg.into()).map_err(unreadable)?;
        let verifying = DecodingKey::from_jwk(&jwk).map_err(unreadable)?;
        let kid = match alg {
            // A thumbprint of a symmetric key would publish a hash of the key itself (RFC 7638 §7).
            SigningAlg::Hs256 => URL_SAFE_NO_PAD.encode(hmac::sign(
                &hmac::Key::new(hmac::HMAC_SHA256, private),
                b"kid",
            )),
            _ => jwk.thumbprint(ThumbprintHash::SHA256).map_err(unreadable)?,
        };
        jwk.common.key_id = Some(kid.clone());
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        let header = header(alg, &kid)?;
        let signing = match alg {
            SigningAlg::EdDsa => Signing::Ed25519(
                Ed25519KeyPair::from_pkcs8_maybe_unchecked(private).map_err(|_| UNREADABLE)?,
            ),
            _ => Signing::Other(signing),
        };
        Ok(Self {
            kid: kid.into(),
            alg,
            header,
            signing,
            verifying,
            public: (alg != SigningAlg::Hs256).then_some(jwk),
        })
    }

    /// Returns the key's id: the thumbprint of its public part (RFC 7638), or of a symmetric key a MAC under it.
    pub fn kid(&self) -> &KeyId {
        &self.kid
    }

    /// Returns the one algorithm of this key.
    pub fn alg(&self) -> SigningAlg {
        self.alg
    }

    /// Returns the encoded header of every token that this key signs. A token with any other header is not from this key.
    pub fn header(&self) -> &str {
        &self.header
    }

    /// Returns whether `header` has the form of this server's headers. Proves nothing about its origin.
    pub fn could_have_made(header: &str) -> bool {
        let json = URL_SAFE_NO_PAD.decode(header).unwrap_or_default();
        serde_json::from_slice::<Header>(&json)
            .is_ok_and(|header| header.typ == TYP && SigningAlg::parse(header.alg).is_some())
    }

    /// Returns the public JWK (RFC 7517), or `None` for a symmetric key.
    pub fn public(&self) -> Option<&Jwk> {
        self.public.as_ref()
    }

    /// Signs `header.payload`; the answer is base64url.
    ///
    /// # Errors
    /// If the cryptography library fails.
    pub fn sign(&self, header_and_payload: &str) -> Result<String, KeyError> {
        let message = header_and_payload.as_bytes();
        match &self.signing {
            Signing::Ed25519(pair) => Ok(URL_SAFE_NO_PAD.encode(pair.sign(message))),
            Signing::Other(key) => jsonwebtoken::crypto::sign(message, key, self.alg.into())
                .map_err(|_| KeyError("a token could not be signed")),
        }
    }

    /// Returns whether `signature` is this key's signature over `header.payload`.
    pub fn verifies(&self, header_and_payload: &str, signature: &str) -> bool {
        verifies(
            &self.verifying,
            self.alg,
            header_and_payload.as_bytes(),
            signature,
        )
    }
}

fn verifies(key: &DecodingKey, alg: SigningAlg, message: &[u8], signature: &str) -> bool {
    jsonwebtoken::crypto::verify(signature, message, key, alg.into()).unwrap_or(false)
}

/// Encrypts private key material under the server's secret, bound to its id and algorithm.
///
/// # Errors
/// If the cryptography library fails.
pub fn seal(
    kid: &str,
    alg: SigningAlg,
    private: &Sensitive<Vec<u8>>,
    secrets: &Secrets,
) -> Result<Sensitive<Vec<u8>>, KeyError> {
    sealing::seal(private, binding(kid, alg).as_bytes(), secrets)
        .ok_or(KeyError("a signing key could not be sealed"))
}

/// Decrypts what [`seal`] made, under the server's secret or one that is still accepted. A key that was sealed under the latter is
/// sealed anew, so that the secret can be dropped.
///
/// # Errors
/// If none of the secrets opens it: the database belongs to another secret.
pub fn open(
    kid: &str,
    alg: SigningAlg,
    sealed: &Sensitive<Vec<u8>>,
    secrets: &Secrets,
) -> Result<Opened, KeyError> {
    sealing::open(sealed.expose(), binding(kid, alg).as_bytes(), secrets).ok_or(KeyError(
        "a signing key in the database does not open under LATCHKEY_SECRET or LATCHKEY_SECRET_PREVIOUS",
    ))
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header<'a> {
    alg: &'a str,
    typ: &'a str,
    kid: &'a str,
}

fn binding(kid: &str, alg: SigningAlg) -> String {
    format!("{}:{kid}", alg.as_str())
}

fn header(alg: SigningAlg, kid: &str) -> Result<String, KeyError> {
    let json = serde_json::to_vec(&Header {
        alg: alg.as_str(),
        typ: TYP,
        kid,
    })
    .map_err(|_| KeyError("a header could not be written"))?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

#[cfg(test)]
#[path = "wycheproof_tests.rs"]
mod wycheproof_vectors;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_algorithm_signs_what_it_verifies() {
        for alg in SigningAlg::ALL {
            let key = SigningKey::read(alg, &SigningKey::generate(alg).unwrap()).unwrap();
            let message = format!("{}.e30", key.header());
            let signature = key.sign(&message).unwrap();
            assert!(key.verifies(&message, &signature), "{alg:?}");
            assert!(!key.verifies(&format!("{message}x"), &signature), "{alg:?}");
            assert_eq!(key.public().is_some(), alg != SigningAlg::Hs256);
        }
    }

    #[test]
    fn a_sealed_key_opens_only_under_its_secret_and_its_name() {
        let (old, new) = (
            Secrets::new(&[1; 32], &[]),
            Secrets::new(&[2; 32], &[[1; 32]]),
        );
        let sealed = seal("kid", SigningAlg::EdDsa, &b"private".to_vec().into(), &old).unwrap();
        let opened = open("kid", SigningAlg::EdDsa, &sealed, &new).unwrap();
        assert!(opened.content == b"private".to_vec().into() && opened.under_previous);
        assert!(
            !open("kid", SigningAlg::EdDsa, &sealed, &old)
                .unwrap()
                .under_previous
        );
        assert!(open("other", SigningAlg::EdDsa, &sealed, &new).is_err());
        assert!(
            open(
                "kid",
                SigningAlg::EdDsa,
                &sealed,
                &Secrets::new(&[2; 32], &[])
            )
            .is_err()
        );
        assert!(open("kid", SigningAlg::EdDsa, &b"short".to_vec().into(), &new).is_err());
    }
}
