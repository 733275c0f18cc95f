//! The keys that are derived from the server's secret (HKDF, RFC 5869), one for each purpose, and the secrets accepted besides it.

use std::fmt;

use aws_lc_rs::{hkdf, hmac};
use zeroize::Zeroizing;

use crate::sensitive::Sensitive;

/// The length of the server's secret and of every key derived from it, in bytes.
pub const SECRET_LEN: usize = 32;

/// The public id of a secret, in refresh tokens and in the database. Reveals nothing about the secret.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SecretId(pub(super) [u8; Self::LEN]);

impl SecretId {
    pub(super) const LEN: usize = 4;
}

impl fmt::Display for SecretId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The keys of one server secret.
pub struct DerivedKeys {
    /// The public id of the secret.
    pub(super) id: SecretId,
    /// Checks a refresh token before any query.
    pub(super) refresh_check: hmac::Key,
    /// Authenticates refresh tokens, together with the session's own secret.
    pub(super) refresh_session: hmac::Key,
    /// Signs the cookie of a known device.
    pub(super) known_device: hmac::Key,
    /// Names the buckets of failed sign-ins.
    pub(super) sign_in_failures: hmac::Key,
    /// Makes one-time codes and the links that go with them.
    pub(super) one_time_codes: hmac::Key,
    /// Makes the challenges and the cookies of bound sessions.
    pub(super) device_binding: hmac::Key,
    /// Seals what the database must not tell (AES-256-GCM).
    pub(super) sealing: Sensitive<[u8; SECRET_LEN]>,
}

impl DerivedKeys {
    fn new(secret: &[u8; SECRET_LEN]) -> Self {
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, b"latchkey").extract(secret);
        let [a, b, c, d, ..] = *derive(&prk, b"public id");
        Self {
            id: SecretId([a, b, c, d]),
            refresh_check: hmac::Key::new(
                hmac::HMAC_SHA256,
                &*derive(&prk, b"refresh token check"),
            ),
            refresh_session: hmac::Key::new(
                hmac::HMAC_SHA256,
                &*derive(&prk, b"refresh token session"),
            ),
            known_device: hmac::Key::new(hmac::HMAC_SHA256, &*derive(&prk, b"known device")),
            sign_in_failures: hmac::Key::new(
                hmac::HMAC_SHA256,
                &*derive(&prk, b"sign-in failures"),
            ),
            one_time_codes: hmac::Key::new(hmac::HMAC_SHA256, &*derive(&prk, b"one-time codes")),
            device_binding: hmac::Key::new(hmac::HMAC_SHA256, &*derive(&prk, b"device binding")),
            sealing: (*derive(&prk, b"signing key sealing")).into(),
        }
    }
}

/// All secrets in force: tokens are issued under the first and accepted under each.
pub struct Secrets {
    all: Vec<DerivedKeys>,
}

impl Secrets {
    /// Derives the keys. `current` issues; `previous` are accepted, so that changing the secret signs nobody out.
    pub fn new<'a>(
        current: &'a [u8; SECRET_LEN],
        previous: impl IntoIterator<Item = &'a [u8; SECRET_LEN]>,
    ) -> Self {
        Self {
            all: std::iter::once(current)
                .chain(previous)
                .map(DerivedKeys::new)
                .collect(),
        }
    }

    /// Returns the ids of all secrets, the current one first.
    pub fn ids(&self) -> Vec<SecretId> {
        self.all.iter().map(|keys| keys.id).collect()
    }

    /// Returns the id of the current secret.
    pub fn current_id(&self) -> SecretId {
        self.current().id
    }

    /// Returns the current keys.
    pub(super) fn current(&self) -> &DerivedKeys {
        &self.all[0]
    }

    /// Returns all keys, the current ones first.
    pub(super) fn all(&self) -> &[DerivedKeys] {
        &self.all
    }
}

fn derive(prk: &hkdf::Prk, purpose: &[u8]) -> Zeroizing<[u8; SECRET_LEN]> {
    let mut key = Zeroizing::new([0; SECRET_LEN]);
    let info = [purpose];
    let filled = prk
        .expand(&info, hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(&mut *key));
    assert!(
        filled.is_ok(),
        "HKDF-SHA256 gives up to 255 blocks, and this is one"
    );
    key
}

/// Returns 32 random bytes from the operating system.
///
/// # Panics
/// If the operating system has no randomness. Nothing can be issued safely then.
pub fn random_bytes() -> [u8; SECRET_LEN] {
    let mut bytes = [0; SECRET_LEN];
    let filled = getrandom::fill(&mut bytes);
    assert!(filled.is_ok(), "the operating system gave no random bytes");
    bytes
}
