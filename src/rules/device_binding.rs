//! Binding of a session to its device: whether a refresh comes from the browser that holds the session's key. Pure.
//!
//! A browser that can do so makes a key when its user signs in and registers it (Device Bound Session Credentials, W3C draft). From then
//! on a refresh needs a cookie that lives for a minute and is given for a proof by that key. A copy of all other cookies is refused, and
//! ends nothing: the owner goes on.
//!
//! Challenges and cookies are MACs over the session and their time, so nothing is stored for them and several are good at once.

use std::time::Duration;

use aws_lc_rs::{constant_time::verify_slices_are_equal, hmac};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use super::{
    clock::{Millis, Timestamp, millis},
    key_proof::DeviceKey,
    secrets::{Secrets, random_bytes},
};
use crate::ids::SessionId;

/// How long a challenge can be answered: longer than an access token lives, so that one sent ahead is still good at the next refresh.
pub const CHALLENGE_LIFE: Duration = Duration::from_secs(600);
/// The lifetime of the cookie in the browser.
pub const COOKIE_LIFE: Duration = Duration::from_secs(60);
/// For how much longer the server accepts it: a request may be under way.
const COOKIE_DELAY: Millis = 10_000;
/// How long a session goes on whose browser says that it cannot sign.
pub const GRACE: Duration = Duration::from_secs(900);

const TIME_LEN: usize = 8;
const NONCE_LEN: usize = 8;
const MAC_LEN: usize = 16;

/// Who holds the key of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoundBy {
    /// A browser, by Device Bound Session Credentials.
    Browser,
    /// A program, by DPoP (RFC 9449).
    Program,
}

impl BoundBy {
    /// Returns the word for it in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Browser => "dbsc",
            Self::Program => "dpop",
        }
    }

    /// Reads that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Browser, Self::Program]
            .into_iter()
            .find(|by| by.as_str() == word)
    }
}

/// How a session is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The key that its holder signs with.
    pub key: DeviceKey,
    /// Who that is.
    pub by: BoundBy,
    /// When its grace began; a session has one.
    pub grace_began: Option<Timestamp>,
    /// When its owner was last told of a copy.
    pub copy_told: Option<Timestamp>,
}

/// What a refresh shows of its device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Whether a proof was given within the last minute.
    pub proof: bool,
    /// Whether the browser says that it cannot sign now.
    pub cannot_sign: bool,
}

/// Whether a refresh of a bound session may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The device has proven itself.
    Proven,
    /// It cannot, and the grace is to begin now. One of several callers begins it; the others judge again.
    BeginGrace,
    /// It cannot, within the grace.
    InGrace,
    /// This is not the device, or one that could not sign for too long.
    Refused,
}

/// Judges a refresh of a bound session.
pub fn judge(binding: &Binding, shown: Shown, now: Timestamp) -> Verdict {
    match (shown, binding.grace_began) {
        (Shown { proof: true, .. }, _) => Verdict::Proven,
        (
            Shown {
                cannot_sign: false, ..
            },
            _,
        ) => Verdict::Refused,
        (_, None) => Verdict::BeginGrace,
        (_, Some(began)) if now - began < millis(GRACE) => Verdict::InGrace,
        (_, Some(_)) => Verdict::Refused,
    }
}

/// What a challenge is for. One of one use is none of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChallengeUse {
    /// To register a key.
    Registration,
    /// To prove that one holds it.
    Proof,
}

/// Returns a challenge for a session. `None` if its id is not one of ours.
pub fn challenge(
    of: ChallengeUse,
    session: &SessionId,
    now: Timestamp,
    secrets: &Secrets,
) -> Option<String> {
    let nonce = &random_bytes()[..NONCE_LEN];
    let open = [now.millis().to_be_bytes().as_slice(), nonce].concat();
    sealed(of as u8, session, &open, secrets)
}

/// Returns until when a challenge for this session can be answered. `None` if it is not one of ours, or its time is over.
pub fn challenge_end(
    of: ChallengeUse,
    session: &SessionId,
    challenge: &str,
    now: Timestamp,
    secrets: &Secrets,
) -> Option<Timestamp> {
    let issued = opened::<{ TIME_LEN + NONCE_LEN }>(of as u8, session, challenge, secrets)?;
    let end = issued + millis(CHALLENGE_LIFE);
    (now < end).then_some(end)
}

/// Returns the value of the cookie of a session whose device has proven itself.
pub fn cookie(session: &SessionId, now: Timestamp, secrets: &Secrets) -> Option<String> {
    sealed(COOKIE, session, &now.millis().to_be_bytes(), secrets)
}

/// Returns whether this is a living cookie of the session.
pub fn is_alive(cookie: &str, session: &SessionId, now: Timestamp, secrets: &Secrets) -> bool {
    opened::<TIME_LEN>(COOKIE, session, cookie, secrets)
        .is_some_and(|issued| now < issued + millis(COOKIE_LIFE) + COOKIE_DELAY)
}

/// The use of the cookie beside those of [`ChallengeUse`].
const COOKIE: u8 = u8::MAX;

fn sealed(of: u8, session: &SessionId, open: &[u8], secrets: &Secrets) -> Option<String> {
    let session = Uuid::parse_str(session).ok()?;
    let mac = mac(of, &session, open, &secrets.current().device_binding);
    Some(URL_SAFE_NO_PAD.encode([open, &mac.as_ref()[..MAC_LEN]].concat()))
}

/// Returns the time in what [`sealed`] made, of which `OPEN` bytes are not the MAC.
fn opened<const OPEN: usize>(
    of: u8,
    session: &SessionId,
    text: &str,
    secrets: &Secrets,
) -> Option<Timestamp> {
    let session = Uuid::parse_str(session).ok()?;
    if text.len() > 64 {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (open, given) = bytes.split_at_checked(OPEN)?;
    secrets.all().iter().find(|keys| {
        let mac = mac(of, &session, open, &keys.device_binding);
        verify_slices_are_equal(&mac.as_ref()[..MAC_LEN], given).is_ok()
    })?;
    let time: [u8; TIME_LEN] = open.get(..TIME_LEN)?.try_into().ok()?;
    Some(Timestamp::from_millis(i64::from_be_bytes(time)))
}

fn mac(of: u8, session: &Uuid, open: &[u8], key: &hmac::Key) -> hmac::Tag {
    let mut context = hmac::Context::with_key(key);
    context.update(&[of]);
    context.update(session.as_bytes());
    context.update(open);
    context.sign()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{super::signer::Signer, *};

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    fn session(last: u8) -> SessionId {
        format!("019aa5b2-41c3-7c1e-9d5c-0000000000{last:02x}").into()
    }

    #[test]
    fn a_challenge_is_of_one_use_one_session_one_secret_and_ten_minutes() {
        let (ours, theirs) = (Secrets::new(&[7; 32], &[]), Secrets::new(&[8; 32], &[]));
        let of = ChallengeUse::Proof;
        let first = challenge(of, &session(1), NOW, &ours).unwrap();
        let end = |of, session: &SessionId, challenge: &str, now, secrets| {
            challenge_end(of, session, challenge, now, secrets)
        };
        let last = NOW + millis(CHALLENGE_LIFE) - 1;
        assert_eq!(end(of, &session(1), &first, last, &ours), Some(last + 1));
        assert_eq!(end(of, &session(1), &first, last + 1, &ours), None);
        assert_eq!(end(of, &session(2), &first, NOW, &ours), None);
        assert_eq!(end(of, &session(1), &first, NOW, &theirs), None);
        let other = ChallengeUse::Registration;
        assert_eq!(end(other, &session(1), &first, NOW, &ours), None);
        let second = challenge(of, &session(1), NOW, &ours).unwrap();
        assert_ne!(first, second, "two of one millisecond are two");
        let after = Secrets::new(&[9; 32], &[[7; 32]]);
        assert!(end(of, &session(1), &first, NOW, &after).is_some());
        for at in 0..first.len() {
            let mut bytes = first.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(bytes).unwrap();
            assert_eq!(end(of, &session(1), &altered, NOW, &ours), None, "{at}");
        }
    }

    #[test]
    fn a_cookie_lives_for_a_minute_in_one_session() {
        let secrets = Secrets::new(&[7; 32], &[]);
        let value = cookie(&session(1), NOW, &secrets).unwrap();
        let end = NOW + millis(COOKIE_LIFE) + COOKIE_DELAY;
        assert!(is_alive(&value, &session(1), end - 1, &secrets));
        assert!(!is_alive(&value, &session(1), end, &secrets));
        assert!(!is_alive(&value, &session(2), NOW, &secrets));
        let challenge = challenge(ChallengeUse::Proof, &session(1), NOW, &secrets).unwrap();
        for other in [challenge.as_str(), "", "A", "!!!"] {
            assert!(!is_alive(other, &session(1), NOW, &secrets), "{other}");
        }
    }

    #[test]
    fn a_session_goes_on_by_a_proof_or_in_its_one_grace() {
        let key = DeviceKey::from_bytes(&Signer::new().point()).unwrap();
        let unused = Binding {
            key,
            by: BoundBy::Browser,
            grace_began: None,
            copy_told: None,
        };
        let began = |grace_began| Binding {
            key,
            by: BoundBy::Browser,
            grace_began: Some(grace_began),
            copy_told: None,
        };
        let proven = Shown {
            proof: true,
            cannot_sign: false,
        };
        let cannot = Shown {
            proof: false,
            cannot_sign: true,
        };
        let (inside, over) = (NOW - millis(GRACE) + 1, NOW - millis(GRACE));
        for (binding, shown, verdict) in [
            (unused, proven, Verdict::Proven),
            (began(over), proven, Verdict::Proven),
            (unused, Shown::default(), Verdict::Refused),
            (began(inside), Shown::default(), Verdict::Refused),
            (unused, cannot, Verdict::BeginGrace),
            (began(inside), cannot, Verdict::InGrace),
            (began(over), cannot, Verdict::Refused),
        ] {
            assert_eq!(
                judge(&binding, shown, NOW),
                verdict,
                "{binding:?} {shown:?}"
            );
        }
    }
}
