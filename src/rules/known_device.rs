//! Devices that an account has signed in from. A signed cookie ("device cookie", OWASP) names them. It only relaxes the limits on
//! failed sign-ins: a stolen one gives one more bucket to guess with.
//!
//! Layout, base64url: version, device id, time of the last sign-in in seconds (big endian), up to [`MAX_ACCOUNTS`] tags of accounts, the
//! latest first, and a MAC under a key of the server's. A tag is a digest of device id and email address.

use aws_lc_rs::{
    constant_time::verify_slices_are_equal,
    digest::{Context, SHA256},
    hmac,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    clock::Timestamp,
    secrets::{Secrets, random_bytes},
};
use crate::input::Email;

const VERSION: u8 = 1;
const ID_LEN: usize = 16;
const TAG_LEN: usize = 8;
const MAC_LEN: usize = 16;
/// Version, id, time.
const HEAD_LEN: usize = 1 + ID_LEN + 4;
/// The maximum number of accounts in a cookie: enough for a family's computer.
const MAX_ACCOUNTS: usize = 8;
/// The time for which a device is known after its last sign-in: 180 days, in seconds.
pub const LIFE: u32 = 180 * 24 * 3600;

/// A device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDevice {
    id: [u8; ID_LEN],
    accounts: Vec<[u8; TAG_LEN]>,
}

impl KnownDevice {
    /// Parses a cookie. Returns `None` if its MAC is wrong or it is too old.
    pub fn read(cookie: &str, secrets: &Secrets, now: Timestamp) -> Option<Self> {
        if cookie.len() > 4 * (HEAD_LEN + MAX_ACCOUNTS * TAG_LEN + MAC_LEN).div_ceil(3) {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(cookie).ok()?;
        let (content, mac) = bytes.split_at_checked(bytes.len().checked_sub(MAC_LEN)?)?;
        secrets.all().iter().find(|keys| {
            verify_slices_are_equal(&sign(&keys.known_device, content), mac).is_ok()
        })?;
        let (head, tags) = content.split_at_checked(HEAD_LEN)?;
        let at = u32::from_be_bytes(head[1 + ID_LEN..].try_into().ok()?);
        if head[0] != VERSION || now.seconds() > i64::from(at) + i64::from(LIFE) {
            return None;
        }
        let accounts = tags
            .chunks_exact(TAG_LEN)
            .map(|tag| tag.try_into().ok())
            .collect::<Option<Vec<_>>>()?;
        Some(Self {
            id: head[1..=ID_LEN].try_into().ok()?,
            accounts,
        })
    }

    /// Returns the id under which failures of this device are counted, or `None` if the account with this address has not signed
    /// in from it.
    pub fn id_for(&self, email: &Email) -> Option<&[u8]> {
        self.accounts.contains(&self.tag(email)).then_some(&self.id)
    }

    /// Returns the cookie of `device`, or of a new device, after a sign-in of the account with this address.
    pub fn after_sign_in(
        device: Option<Self>,
        email: &Email,
        secrets: &Secrets,
        now: Timestamp,
    ) -> String {
        let mut device = device.unwrap_or_else(Self::new);
        let tag = device.tag(email);
        device.accounts.retain(|account| *account != tag);
        device.accounts.insert(0, tag);
        device.accounts.truncate(MAX_ACCOUNTS);

        let mut bytes = vec![VERSION];
        bytes.extend(device.id);
        bytes.extend(
            u32::try_from(now.seconds())
                .unwrap_or(u32::MAX)
                .to_be_bytes(),
        );
        bytes.extend(device.accounts.concat());
        let mac = sign(&secrets.current().known_device, &bytes);
        bytes.extend(mac);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn new() -> Self {
        let mut id = [0; ID_LEN];
        id.copy_from_slice(&random_bytes()[..ID_LEN]);
        Self {
            id,
            accounts: Vec::new(),
        }
    }

    fn tag(&self, email: &Email) -> [u8; TAG_LEN] {
        let mut digest = Context::new(&SHA256);
        digest.update(&self.id);
        digest.update(email.as_str().as_bytes());
        let mut tag = [0; TAG_LEN];
        tag.copy_from_slice(&digest.finish().as_ref()[..TAG_LEN]);
        tag
    }
}

fn sign(key: &hmac::Key, content: &[u8]) -> [u8; MAC_LEN] {
    let mut mac = [0; MAC_LEN];
    mac.copy_from_slice(&hmac::sign(key, content).as_ref()[..MAC_LEN]);
    mac
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn email(name: &str) -> Email {
        Email::parse(&format!("{name}@latchkey.test")).unwrap()
    }

    #[test]
    fn a_device_knows_the_accounts_that_signed_in_from_it() {
        let secrets = Secrets::new(&[7; 32], &[]);
        let cookie = KnownDevice::after_sign_in(None, &email("ada"), &secrets, NOW);
        let device = KnownDevice::read(&cookie, &secrets, NOW).unwrap();
        assert!(device.id_for(&email("ada")).is_some() && device.id_for(&email("bob")).is_none());
        let cookie = KnownDevice::after_sign_in(Some(device.clone()), &email("bob"), &secrets, NOW);
        let both = KnownDevice::read(&cookie, &secrets, NOW).unwrap();
        assert_eq!(both.id_for(&email("ada")), device.id_for(&email("ada")));
        assert!(both.id_for(&email("bob")).is_some());
    }

    #[test]
    fn the_cookie_stays_small_and_forgets_the_oldest_account() {
        let secrets = Secrets::new(&[7; 32], &[]);
        let mut device = None;
        let mut cookie = String::new();
        for n in 0..20 {
            cookie = KnownDevice::after_sign_in(device, &email(&format!("u{n}")), &secrets, NOW);
            device = KnownDevice::read(&cookie, &secrets, NOW);
        }
        let device = device.unwrap();
        assert!(cookie.len() <= 136, "{}", cookie.len());
        assert!(device.id_for(&email("u12")).is_some() && device.id_for(&email("u11")).is_none());
    }

    #[test]
    fn a_cookie_that_is_altered_foreign_or_old_is_nobodys() {
        let (ours, theirs) = (Secrets::new(&[7; 32], &[]), Secrets::new(&[8; 32], &[]));
        let cookie = KnownDevice::after_sign_in(None, &email("ada"), &ours, NOW);
        assert_eq!(KnownDevice::read(&cookie, &theirs, NOW), None);
        let life = i64::from(LIFE) * 1000;
        assert!(KnownDevice::read(&cookie, &ours, NOW + life).is_some());
        assert_eq!(KnownDevice::read(&cookie, &ours, NOW + life + 1000), None);
        for at in 0..cookie.len() {
            let mut bytes = cookie.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(
                KnownDevice::read(std::str::from_utf8(&bytes).unwrap(), &ours, NOW),
                None,
                "{at}"
            );
        }
        for junk in ["", "A", "!!!", &"A".repeat(200), &"A".repeat(20)] {
            assert_eq!(KnownDevice::read(junk, &ours, NOW), None, "{junk}");
        }
    }

    #[test]
    fn a_cookie_outlives_a_change_of_the_secret() {
        let (old, new) = (
            Secrets::new(&[7; 32], &[]),
            Secrets::new(&[8; 32], &[[7; 32]]),
        );
        let cookie = KnownDevice::after_sign_in(None, &email("ada"), &old, NOW);
        let device = KnownDevice::read(&cookie, &new, NOW).unwrap();
        let renewed = KnownDevice::after_sign_in(Some(device), &email("bob"), &new, NOW);
        assert!(
            KnownDevice::read(&renewed, &Secrets::new(&[8; 32], &[]), NOW)
                .unwrap()
                .id_for(&email("ada"))
                .is_some()
        );
    }
}
