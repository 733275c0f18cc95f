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
#[allow(clippy::unwrap_used)]
mod tests {
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
}
