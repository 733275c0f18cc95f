//! The schedule of signing keys. A key's age alone decides its state: one key signs, keys that may have signed a live token verify,
//! all others have expired. Pure.
//!
//! A new key is published before it signs. The previous key goes on signing for [`PUBLISH_AHEAD`], so that every instance and every
//! service that caches the key set knows the new key before its first token arrives.

use std::time::Duration;

use super::{
    alg::SigningAlg,
    clock::{Timestamp, millis},
};
use crate::ids::KeyId;

/// The time for which others may cache the key set.
pub const KEY_SET_MAX_AGE: Duration = Duration::from_secs(60);
/// The time for which a new key is published before it signs. Every older copy of the key set has expired by then; instances poll
/// for new keys several times a second.
pub const PUBLISH_AHEAD: Duration = Duration::from_secs(KEY_SET_MAX_AGE.as_secs() + 5);
/// The age at which a key is rotated automatically.
pub const ROTATION_AGE: Duration = Duration::from_secs(30 * 86_400);
/// The delay with which the previous key may sign its last token. An instance that cannot reach the database goes on signing.
const SLACK: Duration = Duration::from_secs(300);

/// The dates and properties that decide the state of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyDates {
    /// The key's id.
    pub kid: KeyId,
    /// Its one algorithm; `None` for one that this version does not know.
    pub alg: Option<SigningAlg>,
    /// The time at which it was created.
    pub created_at: Timestamp,
    /// The time at which its successor was created.
    pub retired_at: Option<Timestamp>,
    /// Whether this instance can read it.
    pub readable: bool,
}

/// The state of a key at one point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStatus {
    /// Published, not signing yet.
    Pending,
    /// Signs new tokens.
    Active,
    /// Verifies the tokens that it signed.
    VerifyOnly,
    /// Expired, like every token that it signed.
    Expired,
    /// Sealed under a secret that this instance does not have, or damaged. Does nothing here.
    Unreadable,
}

impl KeyStatus {
    /// Returns the word that a terminal shows.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "announced",
            Self::Active => "signing",
            Self::VerifyOnly => "verifying",
            Self::Expired => "over",
            Self::Unreadable => "unreadable",
        }
    }
}

/// Returns the state of each of `keys`. New tokens are signed by `alg` and live no longer than `longest_life`. No key signs if no
/// key of `alg` can be read.
pub fn duties(
    keys: &[KeyDates],
    alg: SigningAlg,
    longest_life: Duration,
    now: Timestamp,
) -> Vec<KeyStatus> {
    let signing = signing(keys, alg, now);
    let over_after = millis(PUBLISH_AHEAD) + millis(SLACK) + millis(longest_life);
    keys.iter()
        .map(|key| match key.retired_at {
            _ if signing == Some(key) => KeyStatus::Active,
            Some(retired_at) if now >= retired_at.saturating_add(over_after) => KeyStatus::Expired,
            _ if !key.readable => KeyStatus::Unreadable,
            None if key.alg == Some(alg) => KeyStatus::Pending,
            _ => KeyStatus::VerifyOnly,
        })
        .collect()
}

/// Returns the newest key that was published for long enough, or the oldest key if there is none, as at the first start.
fn signing(keys: &[KeyDates], alg: SigningAlg, now: Timestamp) -> Option<&KeyDates> {
    let ours = || {
        keys.iter()
            .filter(|key| key.readable && key.alg == Some(alg))
    };
    // Of two keys of the same moment, the one that retired is the older.
    let age = |key: &&KeyDates| (key.created_at, key.retired_at.is_none());
    let known = ours().filter(|key| key.created_at + millis(PUBLISH_AHEAD) <= now);
    known.max_by_key(age).or_else(|| ours().min_by_key(age))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    const LIFE: Duration = Duration::from_secs(305);
    const PUBLISH_AHEAD_MS: i64 = 65_000;

    fn key(
        kid: &str,
        alg: SigningAlg,
        created_at: Timestamp,
        retired_at: Option<Timestamp>,
    ) -> KeyDates {
        KeyDates {
            kid: kid.into(),
            alg: Some(alg),
            created_at,
            retired_at,
            readable: true,
        }
    }

    fn statuses_at(now: Timestamp, keys: &[KeyDates]) -> Vec<KeyStatus> {
        duties(keys, SigningAlg::EdDsa, LIFE, now)
    }

    #[test]
    fn the_first_key_signs_at_once() {
        assert_eq!(
            statuses_at(
                Timestamp::default(),
                &[key("a", SigningAlg::EdDsa, Timestamp::default(), None)]
            ),
            [KeyStatus::Active]
        );
    }

    #[test]
    fn a_new_key_is_announced_then_signs_and_the_old_one_verifies_until_its_last_token_is_over() {
        let keys = [
            key(
                "old",
                SigningAlg::EdDsa,
                Timestamp::default(),
                Some(at(50_000)),
            ),
            key("new", SigningAlg::EdDsa, at(50_000), None),
        ];
        assert_eq!(
            statuses_at(at(50_000 + PUBLISH_AHEAD_MS - 1), &keys),
            [KeyStatus::Active, KeyStatus::Pending]
        );
        assert_eq!(
            statuses_at(at(50_000 + PUBLISH_AHEAD_MS), &keys),
            [KeyStatus::VerifyOnly, KeyStatus::Active]
        );
        let over = 50_000 + PUBLISH_AHEAD_MS + 300_000 + 305_000;
        assert_eq!(
            statuses_at(at(over - 1), &keys),
            [KeyStatus::VerifyOnly, KeyStatus::Active]
        );
        assert_eq!(
            statuses_at(at(over), &keys),
            [KeyStatus::Expired, KeyStatus::Active]
        );
    }

    #[test]
    fn a_key_that_is_replaced_at_once_still_signs_until_its_successor_is_known() {
        let keys = [
            key("b", SigningAlg::EdDsa, at(10), None),
            key("a", SigningAlg::EdDsa, Timestamp::default(), Some(at(10))),
        ];
        assert_eq!(
            statuses_at(at(20), &keys),
            [KeyStatus::Pending, KeyStatus::Active]
        );
        let of_one_moment = [
            key("b", SigningAlg::EdDsa, Timestamp::default(), None),
            key(
                "a",
                SigningAlg::EdDsa,
                Timestamp::default(),
                Some(Timestamp::default()),
            ),
        ];
        assert_eq!(
            statuses_at(Timestamp::default(), &of_one_moment),
            [KeyStatus::Pending, KeyStatus::Active]
        );
        assert_eq!(
            statuses_at(at(PUBLISH_AHEAD_MS), &of_one_moment),
            [KeyStatus::Active, KeyStatus::VerifyOnly]
        );
    }

    #[test]
    fn keys_of_other_algorithms_verify() {
        let keys = [
            key("a", SigningAlg::Es256, Timestamp::default(), None),
            key("b", SigningAlg::EdDsa, Timestamp::default(), None),
        ];
        assert_eq!(
            statuses_at(at(9_000), &keys),
            [KeyStatus::VerifyOnly, KeyStatus::Active]
        );
    }

    #[test]
    fn a_new_key_is_announced_for_as_long_as_a_copy_of_the_key_set_may_be_kept() {
        assert!(PUBLISH_AHEAD > KEY_SET_MAX_AGE);
    }

    #[test]
    fn an_unreadable_key_leaves_signing_to_the_newest_readable_one() {
        let poison = KeyDates {
            readable: false,
            ..key("poison", SigningAlg::EdDsa, at(50_000), None)
        };
        let keys = [
            poison.clone(),
            key(
                "old",
                SigningAlg::EdDsa,
                Timestamp::default(),
                Some(at(50_000)),
            ),
        ];
        for now in [50_000, 50_000 + PUBLISH_AHEAD_MS, 9_000_000_000] {
            assert_eq!(
                statuses_at(at(now), &keys),
                [KeyStatus::Unreadable, KeyStatus::Active]
            );
        }
        assert_eq!(
            statuses_at(Timestamp::default(), &[poison]),
            [KeyStatus::Unreadable]
        );
    }
}
