//! The refresh token: opaque to everyone but the server, derived and never stored.
//!
//! ```text
//! lkr_ base64url( version 1 ‖ session id 16 ‖ generation 8 ‖ check 8 ‖ mac 32 )
//!      check = HMAC(server key, version ‖ session ‖ generation), cut to 8 bytes: turns junk away without a query
//!      mac   = HMAC(HMAC(server key, session secret), version ‖ session ‖ generation)
//! ```
//!
//! Forging one takes the server's secret and the session's row. The successor of a token is the same on every instance.

use std::fmt;

use aws_lc_rs::{constant_time::verify_slices_are_equal, hmac};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use super::secrets::{DerivedKeys, SECRET_LEN, Secrets};

const PREFIX: &str = "lkr_";
const VERSION: u8 = 1;
const BODY: usize = 1 + 16 + 8;
const CHECK: usize = 8;
const MAC: usize = 32;
const LEN: usize = BODY + CHECK + MAC;

/// A token that was presented and passed the check that needs no database. Its MAC is not verified yet.
#[derive(Clone, PartialEq, Eq)]
pub struct Presented {
    bytes: [u8; LEN],
}

impl fmt::Debug for Presented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presented").field("session", &self.session_id()).field("generation", &self.generation()).finish_non_exhaustive()
    }
}

impl Presented {
    /// Reads a token; `None` for anything that this server did not issue, decided without a query.
    pub fn parse(token: &str, secrets: &Secrets) -> Option<Self> {
        let decoded = URL_SAFE_NO_PAD.decode(token.strip_prefix(PREFIX)?).ok()?;
        let bytes: [u8; LEN] = decoded.try_into().ok()?;
        let (body, rest) = bytes.split_at(BODY);
        let known = bytes[0] == VERSION
            && secrets
                .all()
                .iter()
                .any(|keys| verify_slices_are_equal(&hmac::sign(&keys.refresh_check, body).as_ref()[..CHECK], &rest[..CHECK]).is_ok());
        known.then_some(Self { bytes })
    }

    /// The session that the token names.
    pub fn session_id(&self) -> String {
        let mut id = [0; 16];
        id.copy_from_slice(&self.bytes[1..17]);
        Uuid::from_bytes(id).to_string()
    }

    /// The generation that the token claims.
    pub fn generation(&self) -> u64 {
        let mut generation = [0; 8];
        generation.copy_from_slice(&self.bytes[17..BODY]);
        u64::from_be_bytes(generation)
    }

    /// Whether the MAC is good under the session's secret and any of the server's, in constant time.
    pub fn is_authentic(&self, session_secret: &[u8], secrets: &Secrets) -> bool {
        let (body, mac) = (&self.bytes[..BODY], &self.bytes[BODY + CHECK..]);
        secrets.all().iter().any(|keys| hmac::verify(&session_key(keys, session_secret), body, mac).is_ok())
    }
}

/// The token of `generation` of a session. The same arguments give the same token, whoever asks.
///
/// `None` when `session_id` is not a UUID, which only a row written by somebody else can hold.
pub fn derive(session_id: &str, generation: u64, session_secret: &[u8], secrets: &Secrets) -> Option<String> {
    let keys = secrets.current();
    let mut bytes = Vec::with_capacity(LEN);
    bytes.push(VERSION);
    bytes.extend_from_slice(Uuid::parse_str(session_id).ok()?.as_bytes());
    bytes.extend_from_slice(&generation.to_be_bytes());
    let check = hmac::sign(&keys.refresh_check, &bytes);
    let mac = hmac::sign(&session_key(keys, session_secret), &bytes);
    bytes.extend_from_slice(&check.as_ref()[..CHECK]);
    bytes.extend_from_slice(mac.as_ref());
    Some(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// A session's own secret, from the operating system.
pub fn new_session_secret() -> [u8; SECRET_LEN] {
    super::secrets::random_bytes()
}

fn session_key(keys: &DerivedKeys, session_secret: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&keys.refresh_session, session_secret).as_ref())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const SESSION: &str = "01939f2e-0000-7000-8000-000000000001";
    const SESSION_SECRET: [u8; 32] = [7; 32];

    fn secrets(current: u8, previous: &[u8]) -> Secrets {
        Secrets::new(&[current; 32], &previous.iter().map(|byte| [*byte; 32]).collect::<Vec<_>>())
    }

    #[test]
    fn a_token_names_its_session_and_generation() {
        let secrets = secrets(1, &[]);
        let token = derive(SESSION, 42, &SESSION_SECRET, &secrets).unwrap();
        let presented = Presented::parse(&token, &secrets).unwrap();
        assert_eq!((presented.session_id().as_str(), presented.generation()), (SESSION, 42));
        assert!(presented.is_authentic(&SESSION_SECRET, &secrets));
    }

    #[test]
    fn the_successor_is_the_same_whoever_computes_it() {
        assert_eq!(derive(SESSION, 2, &SESSION_SECRET, &secrets(1, &[])), derive(SESSION, 2, &SESSION_SECRET, &secrets(1, &[9])));
    }

    #[test]
    fn a_previous_secret_is_accepted_and_never_issued_under() {
        let old = derive(SESSION, 2, &SESSION_SECRET, &secrets(1, &[])).unwrap();
        let both = secrets(2, &[1]);
        assert!(Presented::parse(&old, &both).unwrap().is_authentic(&SESSION_SECRET, &both));
        assert_ne!(derive(SESSION, 2, &SESSION_SECRET, &both).unwrap(), old);
        assert_eq!(Presented::parse(&old, &secrets(2, &[])), None);
    }

    #[test]
    fn every_altered_bit_is_found() {
        let secrets = secrets(1, &[]);
        let token = derive(SESSION, 1, &SESSION_SECRET, &secrets).unwrap();
        let bytes = URL_SAFE_NO_PAD.decode(&token[4..]).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut altered = bytes.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            let altered = format!("lkr_{}", URL_SAFE_NO_PAD.encode(altered));
            let accepted = Presented::parse(&altered, &secrets).is_some_and(|p| p.is_authentic(&SESSION_SECRET, &secrets));
            assert!(!accepted, "bit {bit}");
        }
    }

    #[test]
    fn another_sessions_secret_does_not_fit() {
        let secrets = secrets(1, &[]);
        let token = derive(SESSION, 1, &SESSION_SECRET, &secrets).unwrap();
        assert!(!Presented::parse(&token, &secrets).unwrap().is_authentic(&[8; 32], &secrets));
    }

    #[test]
    fn junk_is_turned_away() {
        let secrets = secrets(1, &[]);
        for junk in ["", "lkr_", "lkr_AAAA", "eyJhbGciOiJub25lIn0.e30.", &format!("lkr_{}", "A".repeat(87))] {
            assert_eq!(Presented::parse(junk, &secrets), None, "{junk}");
        }
    }
}
