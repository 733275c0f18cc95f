//! The refresh token: opaque to everyone but the server, derived and never stored.
//!
//! ```text
//! lkr_ base64url( version 2 ‖ secret id 4 ‖ session id 16 ‖ generation 8 ‖ check 8 ‖ mac 32 )
//!      check = HMAC(server key, all before it), cut to 8 bytes: turns junk away without a query
//!      mac   = HMAC(HMAC(server key, session secret), what the check is over)
//! ```
//!
//! Version 1 has no secret id and is still accepted. Forging one takes the server's secret and the session's row. The successor of a
//! token is the same on every instance.

use aws_lc_rs::{constant_time::verify_slices_are_equal, hmac};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::secrets::{DerivedKeys, SecretId, Secrets};
use crate::{ids::SessionId, sensitive::Sensitive, session::Generation};

const PREFIX: &str = "lkr_";
/// The version without the id of a secret.
const UNNAMED: u8 = 1;
const NAMED: u8 = 2;
const SESSION: usize = 16;
const GENERATION: usize = 8;
const CHECK: usize = 8;
const MAC: usize = 32;
/// The part after the version and, in a named token, after the secret's id.
const REST: usize = SESSION + GENERATION + CHECK + MAC;
/// How long a token is at most, in characters.
const LONGEST: usize = PREFIX.len() + (1 + SecretId::LEN + REST).div_ceil(3) * 4;

/// A token that has passed the check without the database. Its MAC is not verified yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnverifiedToken {
    bytes: Sensitive<Vec<u8>>,
}

impl UnverifiedToken {
    /// Parses a token without a query. Returns `None` for anything that was not issued under one of `secrets`.
    pub fn parse(token: &str, secrets: &Secrets) -> Option<Self> {
        let presented = Self {
            bytes: decode(token)?,
        };
        let (body, check) = (
            presented.body(),
            &presented.last_bytes(MAC + CHECK)[..CHECK],
        );
        let known = presented.candidates(secrets).any(|keys| {
            verify_slices_are_equal(
                &hmac::sign(&keys.refresh_check, body).as_ref()[..CHECK],
                check,
            )
            .is_ok()
        });
        known.then_some(presented)
    }

    /// Returns the session that the token names.
    pub fn session_id(&self) -> SessionId {
        let mut id = [0; SESSION];
        id.copy_from_slice(&self.last_bytes(REST)[..SESSION]);
        Uuid::from_bytes(id).to_string().into()
    }

    /// Returns the generation that the token claims.
    pub fn generation(&self) -> Generation {
        let mut generation = [0; GENERATION];
        generation.copy_from_slice(&self.last_bytes(REST - SESSION)[..GENERATION]);
        Generation::new(u64::from_be_bytes(generation))
    }

    /// Returns whether the MAC is good under the session's secret and any of the server's, in constant time.
    pub fn is_authentic(&self, session_secret: &[u8], secrets: &Secrets) -> bool {
        let (body, mac) = (self.body(), self.last_bytes(MAC));
        self.candidates(secrets)
            .any(|keys| hmac::verify(&session_key(keys, session_secret), body, mac).is_ok())
    }

    /// Returns the bytes that check and MAC cover.
    fn body(&self) -> &[u8] {
        let bytes = self.bytes.expose();
        &bytes[..bytes.len() - MAC - CHECK]
    }

    /// The last bytes, so many.
    fn last_bytes(&self, length: usize) -> &[u8] {
        let bytes = self.bytes.expose();
        &bytes[bytes.len() - length..]
    }

    /// Returns the secrets that may have issued it: the one that it names, or all of them if it names none.
    fn candidates<'a>(&self, secrets: &'a Secrets) -> impl Iterator<Item = &'a DerivedKeys> {
        let named = named(self.bytes.expose());
        secrets
            .all()
            .iter()
            .filter(move |keys| named.is_none_or(|id| id == keys.id))
    }
}

/// Returns the secret id that `token` claims, if it is none of `secrets`. The claim proves nothing.
pub fn foreign_secret(token: &str, secrets: &Secrets) -> Option<SecretId> {
    named(decode(token)?.expose()).filter(|id| !secrets.ids().contains(id))
}

/// Decodes a string that has the form of a token.
fn decode(token: &str) -> Option<Sensitive<Vec<u8>>> {
    if token.len() > LONGEST {
        return None;
    }
    let bytes = Sensitive::new(URL_SAFE_NO_PAD.decode(token.strip_prefix(PREFIX)?).ok()?);
    match (bytes.expose().first()?, bytes.expose().len()) {
        (&UNNAMED, len) if len == 1 + REST => Some(bytes),
        (&NAMED, len) if len == 1 + SecretId::LEN + REST => Some(bytes),
        _ => None,
    }
}

fn named(bytes: &[u8]) -> Option<SecretId> {
    match bytes {
        [NAMED, a, b, c, d, ..] => Some(SecretId([*a, *b, *c, *d])),
        _ => None,
    }
}

/// Derives the token of `generation` of a session. The same arguments always give the same token.
///
/// Returns `None` if `session_id` is not a UUID, which no row of ours holds.
pub fn derive(
    session_id: &SessionId,
    generation: Generation,
    session_secret: &[u8],
    secrets: &Secrets,
) -> Option<Sensitive<String>> {
    let keys = secrets.current();
    let mut bytes = Zeroizing::new(Vec::with_capacity(1 + SecretId::LEN + REST));
    bytes.push(NAMED);
    bytes.extend_from_slice(&keys.id.0);
    bytes.extend_from_slice(Uuid::parse_str(session_id).ok()?.as_bytes());
    bytes.extend_from_slice(&generation.number().to_be_bytes());
    Some(finish(bytes, keys, session_secret))
}

/// Appends check and MAC.
fn finish(
    mut bytes: Zeroizing<Vec<u8>>,
    keys: &DerivedKeys,
    session_secret: &[u8],
) -> Sensitive<String> {
    let check = hmac::sign(&keys.refresh_check, &bytes);
    let mac = hmac::sign(&session_key(keys, session_secret), &bytes);
    bytes.extend_from_slice(&check.as_ref()[..CHECK]);
    bytes.extend_from_slice(mac.as_ref());
    // As long as it will be, lest it grows and leaves a copy of its beginning behind.
    let mut token = String::with_capacity(LONGEST);
    token.push_str(PREFIX);
    URL_SAFE_NO_PAD.encode_string(&*bytes, &mut token);
    token.into()
}

/// Returns a new session secret from the operating system's randomness.
pub fn new_session_secret() -> Sensitive<Vec<u8>> {
    Zeroizing::new(super::secrets::random_bytes())
        .to_vec()
        .into()
}

fn session_key(keys: &DerivedKeys, session_secret: &[u8]) -> hmac::Key {
    hmac::Key::new(
        hmac::HMAC_SHA256,
        hmac::sign(&keys.refresh_session, session_secret).as_ref(),
    )
}

#[cfg(test)]
#[path = "refresh_token_tests.rs"]
mod tests;
