//! Which signing key does what, by its age alone: one signs, those that may have signed a live token verify, the rest are over. Pure.
//!
//! A new key is made known before it signs: for [`NOTICE`] after it was made the old one goes on, so that every instance, and every
//! service that keeps a copy of the key set, has heard of the new one by the time its first token arrives there.

use std::time::Duration;

use super::{
    alg::SigningAlg,
    clock::{Millis, millis},
};

/// How long others may keep a copy of the key set.
pub const KEY_SET_MAX_AGE: Duration = Duration::from_secs(60);
/// How long a new key is published before it signs: every copy of the key set made before has expired then. Instances look for new
/// keys several times a second.
pub const NOTICE: Duration = Duration::from_secs(KEY_SET_MAX_AGE.as_secs() + 5);
/// The age at which a key is replaced without anybody asking.
pub const ROTATION_AGE: Duration = Duration::from_secs(30 * 86_400);
/// How much later than planned the old key may sign its last token: an instance that could not reach the database signs on.
const SLACK: Duration = Duration::from_secs(300);

/// What a key's age depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyDates {
    /// The key's id.
    pub kid: String,
    /// Its one algorithm; `None` for one that this version does not know.
    pub alg: Option<SigningAlg>,
    /// When it was made.
    pub created_at: Millis,
    /// When its successor was made.
    pub retired_at: Option<Millis>,
    /// Whether this instance can read it.
    pub readable: bool,
}

/// What a key is for at some moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// It is made known and does not sign yet.
    Announced,
    /// It signs new tokens.
    Signing,
    /// It verifies the tokens that it signed.
    Verifying,
    /// Every token that it signed has run out.
    Over,
    /// It is sealed under a secret that this instance does not have, or damaged: it does nothing here.
    Unreadable,
}

impl Duty {
    /// The word for a person at a terminal.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::Signing => "signing",
            Self::Verifying => "verifying",
            Self::Over => "over",
            Self::Unreadable => "unreadable",
        }
    }
}

/// What each of `keys` is for, where new tokens are signed by `alg` and live no longer than `longest_life`. Nothing signs where no key
/// of `alg` can be read.
pub fn duties(
    keys: &[KeyDates],
    alg: SigningAlg,
    longest_life: Duration,
    now: Millis,
) -> Vec<Duty> {
    let signing = signing(keys, alg, now);
    let over_after = millis(NOTICE) + millis(SLACK) + millis(longest_life);
    keys.iter()
        .map(|key| match key.retired_at {
            _ if signing == Some(key) => Duty::Signing,
            Some(retired_at) if now >= retired_at.saturating_add(over_after) => Duty::Over,
            _ if !key.readable => Duty::Unreadable,
            None if key.alg == Some(alg) => Duty::Announced,
            _ => Duty::Verifying,
        })
        .collect()
}

/// The newest key that was announced for long enough; where none was, as at the first start, the oldest.
fn signing(keys: &[KeyDates], alg: SigningAlg, now: Millis) -> Option<&KeyDates> {
    let ours = || {
        keys.iter()
            .filter(|key| key.readable && key.alg == Some(alg))
    };
    // Of two keys of the same moment, the one that retired is the older.
    let age = |key: &&KeyDates| (key.created_at, key.retired_at.is_none());
    let known = ours().filter(|key| key.created_at + millis(NOTICE) <= now);
    known.max_by_key(age).or_else(|| ours().min_by_key(age))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFE: Duration = Duration::from_secs(305);
    const NOTICE_MS: Millis = 65_000;

    fn key(kid: &str, alg: SigningAlg, created_at: Millis, retired_at: Option<Millis>) -> KeyDates {
        KeyDates {
            kid: kid.to_owned(),
            alg: Some(alg),
            created_at,
            retired_at,
            readable: true,
        }
    }

    fn duties_at(now: Millis, keys: &[KeyDates]) -> Vec<Duty> {
        duties(keys, SigningAlg::EdDsa, LIFE, now)
    }

    #[test]
    fn the_first_key_signs_at_once() {
        assert_eq!(
            duties_at(0, &[key("a", SigningAlg::EdDsa, 0, None)]),
            [Duty::Signing]
        );
    }

    #[test]
    fn a_new_key_is_announced_then_signs_and_the_old_one_verifies_until_its_last_token_is_over() {
        let keys = [
            key("old", SigningAlg::EdDsa, 0, Some(50_000)),
            key("new", SigningAlg::EdDsa, 50_000, None),
        ];
        assert_eq!(
            duties_at(50_000 + NOTICE_MS - 1, &keys),
            [Duty::Signing, Duty::Announced]
        );
        assert_eq!(
            duties_at(50_000 + NOTICE_MS, &keys),
            [Duty::Verifying, Duty::Signing]
        );
        let over = 50_000 + NOTICE_MS + 300_000 + 305_000;
        assert_eq!(duties_at(over - 1, &keys), [Duty::Verifying, Duty::Signing]);
        assert_eq!(duties_at(over, &keys), [Duty::Over, Duty::Signing]);
    }

    #[test]
    fn a_key_that_is_replaced_at_once_still_signs_until_its_successor_is_known() {
        let keys = [
            key("b", SigningAlg::EdDsa, 10, None),
            key("a", SigningAlg::EdDsa, 0, Some(10)),
        ];
        assert_eq!(duties_at(20, &keys), [Duty::Announced, Duty::Signing]);
        let of_one_moment = [
            key("b", SigningAlg::EdDsa, 0, None),
            key("a", SigningAlg::EdDsa, 0, Some(0)),
        ];
        assert_eq!(
            duties_at(0, &of_one_moment),
            [Duty::Announced, Duty::Signing]
        );
        assert_eq!(
            duties_at(NOTICE_MS, &of_one_moment),
            [Duty::Signing, Duty::Verifying]
        );
    }

    #[test]
    fn keys_of_other_algorithms_verify() {
        let keys = [
            key("a", SigningAlg::Es256, 0, None),
            key("b", SigningAlg::EdDsa, 0, None),
        ];
        assert_eq!(duties_at(9_000, &keys), [Duty::Verifying, Duty::Signing]);
    }

    #[test]
    fn a_new_key_is_announced_for_as_long_as_a_copy_of_the_key_set_may_be_kept() {
        assert!(NOTICE > KEY_SET_MAX_AGE);
    }

    #[test]
    fn an_unreadable_key_leaves_signing_to_the_newest_readable_one() {
        let poison = KeyDates {
            readable: false,
            ..key("poison", SigningAlg::EdDsa, 50_000, None)
        };
        let keys = [
            poison.clone(),
            key("old", SigningAlg::EdDsa, 0, Some(50_000)),
        ];
        for now in [50_000, 50_000 + NOTICE_MS, 9_000_000_000] {
            assert_eq!(duties_at(now, &keys), [Duty::Unreadable, Duty::Signing]);
        }
        assert_eq!(duties_at(0, &[poison]), [Duty::Unreadable]);
    }
}
