//! Rotation of refresh tokens: decides what a presented refresh token means.
//!
//! A session is at generation *n*. The token of *n* is **current**, that of *n − 1* is its **parent**. A token is derived from the
//! session and its generation, so its successor is always the same. That makes a lost answer harmless: the parent gets the same
//! successor again, until the client is known to hold that successor. After that, and a short grace for calls in flight, a parent
//! that returns is a stolen copy and ends the session (RFC 9700 §4.14.2).
//!
//! A client is known to hold a successor once it was **used**: the server has verified an access token of its generation, or was
//! presented its refresh token. Pure: no clock, no database. The store applies a decision with one compare-and-swap.
//!
//! If access tokens are used only at other services, nothing marks a successor as used, and a copy could stay one generation behind
//! for ever. [`suspicion`] detects its pattern.
//!
//! When in doubt, decides in the user's favour: after a lost mark of use, or for an age across a clock change.

pub mod suspicion;

use std::time::Duration;

use self::suspicion::{Judged, Suspicion};
use super::{
    clock::{Timestamp, millis},
    expiry::has_run_out,
};
use crate::session::Generation;

/// The state of a session in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionState {
    /// The current generation; the first is 1.
    pub generation: Generation,
    /// The first use of the current generation.
    pub used_at: Option<Timestamp>,
    /// The time of the session's creation or last rotation.
    pub refreshed_at: Timestamp,
    /// The absolute end of the session.
    pub expires_at: Timestamp,
    /// Whether the session was ended, or its account disabled.
    pub revoked: bool,
    /// The suspicious replays so far.
    pub suspicion: Suspicion,
}

/// The durations that the rules use besides the session's absolute end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The idle timeout: a session that was not refreshed for so long has expired.
    pub idle_ttl: Duration,
    /// The reuse grace: how long after its successor's first use a parent still counts as in flight.
    pub reuse_grace: Duration,
}

/// The circumstances of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockReading {
    /// The time by the clock that all instances share.
    pub now: Timestamp,
    /// Whether that clock was set within the last grace. Times from before and after cannot be compared.
    pub clock_jumped: bool,
    /// Whether the token comes from another network than the last rotation did.
    pub is_other_network: bool,
    /// Whether the token comes from another browser or program than the last rotation did.
    pub is_other_software: bool,
}

impl ClockReading {
    /// Returns a reading of a clock that was not set, for a token from the client of the last rotation.
    pub const fn of_the_same_client(now: Timestamp) -> Self {
        Self {
            now,
            clock_jumped: false,
            is_other_network: false,
            is_other_software: false,
        }
    }
}

/// The decision on a presented token with a valid MAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Current: rotate the session and issue the successor.
    Rotate {
        /// The generation that the session must still have.
        from: Generation,
        /// The generation to issue.
        to: Generation,
    },
    /// Parent of a successor that may not have arrived: issue the same successor again.
    Replay {
        /// The generation to issue.
        to: Generation,
    },
    /// Like [`Self::Replay`], but late and from another client than the rotation. Count it, and record the first one for the user.
    SuspiciousReplay {
        /// The generation to issue.
        to: Generation,
        /// The number of generations in a row in which this has happened.
        run: u32,
    },
    /// Ahead of the database, which has lost commits (a restore, a failover): roll the database forward and raise an alarm.
    RollForward {
        /// The generation that the database has.
        from: Generation,
        /// The generation to issue.
        to: Generation,
    },
    /// A stolen copy: revoke the session and tell the user.
    Reused,
    /// The session has reached its idle or its absolute age.
    Expired,
    /// The session was revoked before.
    Revoked,
}

/// Decides what a token of generation `presented` means for a session in state `stored`.
pub fn decide(
    presented: Generation,
    stored: &SessionState,
    moment: ClockReading,
    policy: &Policy,
) -> Decision {
    let SessionState {
        generation,
        used_at,
        refreshed_at,
        expires_at,
        revoked,
        suspicion,
    } = *stored;
    let ClockReading {
        now,
        clock_jumped,
        is_other_network,
        is_other_software,
    } = moment;
    if revoked {
        return Decision::Revoked;
    }
    if has_run_out(refreshed_at, expires_at, millis(policy.idle_ttl), now) {
        return Decision::Expired;
    }
    if presented == generation {
        return Decision::Rotate {
            from: generation,
            to: generation.next(),
        };
    }
    if presented > generation {
        return Decision::RollForward {
            from: generation,
            to: presented.next(),
        };
    }
    let is_parent = presented.next() == generation;
    // By the distance: a mark from the future was made before the clock was set back, and is no younger for it.
    let lately =
        |used_at: Timestamp| now.abs_diff(used_at) <= millis(policy.reuse_grace).unsigned_abs();
    let successor_may_be_missing = clock_jumped || used_at.is_none_or(lately);
    if !is_parent || !successor_may_be_missing {
        return Decision::Reused;
    }
    let is_late = !clock_jumped && !lately(refreshed_at);
    if !(is_late && is_other_network && is_other_software) {
        return Decision::Replay { to: generation };
    }
    match suspicion.judge(generation) {
        Judged::Known => Decision::Replay { to: generation },
        Judged::Suspicious(run) => Decision::SuspiciousReplay {
            to: generation,
            run,
        },
        Judged::Copy => Decision::Reused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    const DAY: i64 = 86_400_000;
    const POLICY: Policy = Policy {
        idle_ttl: Duration::from_secs(14 * 86_400),
        reuse_grace: Duration::from_secs(10),
    };
    const SESSION: SessionState = SessionState {
        generation: Generation::new(5),
        used_at: None,
        refreshed_at: at(0),
        expires_at: at(90 * DAY),
        revoked: false,
        suspicion: Suspicion::NONE,
    };

    fn decide_at(now: Timestamp, presented: u64, stored: SessionState) -> Decision {
        decide(
            Generation::new(presented),
            &stored,
            ClockReading::of_the_same_client(now),
            &POLICY,
        )
    }

    #[test]
    fn the_current_token_moves_the_session_on() {
        assert_eq!(
            decide_at(at(1), 5, SESSION),
            Decision::Rotate {
                from: Generation::new(5),
                to: Generation::new(6)
            }
        );
        assert_eq!(
            decide_at(
                at(1),
                5,
                SessionState {
                    used_at: Some(at(1)),
                    ..SESSION
                }
            ),
            Decision::Rotate {
                from: Generation::new(5),
                to: Generation::new(6)
            }
        );
    }

    #[test]
    fn a_parent_gets_the_same_successor_for_as_long_as_that_was_never_used() {
        assert_eq!(
            decide_at(at(13 * DAY), 4, SESSION),
            Decision::Replay {
                to: Generation::new(5)
            }
        );
    }

    #[test]
    fn a_parent_gets_the_same_successor_within_the_grace_after_its_first_use() {
        let used = SessionState {
            used_at: Some(at(1_000)),
            ..SESSION
        };
        assert_eq!(
            decide_at(at(11_000), 4, used),
            Decision::Replay {
                to: Generation::new(5)
            }
        );
        assert_eq!(decide_at(at(11_001), 4, used), Decision::Reused);
    }

    #[test]
    fn an_age_across_a_jump_of_the_clock_counts_for_the_person() {
        let used = SessionState {
            used_at: Some(at(1_000)),
            ..SESSION
        };
        let jumped = ClockReading {
            clock_jumped: true,
            ..ClockReading::of_the_same_client(at(301_000))
        };
        assert_eq!(
            decide(Generation::new(4), &used, jumped, &POLICY),
            Decision::Replay {
                to: Generation::new(5)
            }
        );
        assert_eq!(
            decide(Generation::new(3), &used, jumped, &POLICY),
            Decision::Reused
        );
    }

    #[test]
    fn a_mark_from_the_future_is_an_old_one() {
        let used = SessionState {
            used_at: Some(at(400_000)),
            ..SESSION
        };
        assert_eq!(
            decide_at(at(390_000), 4, used),
            Decision::Replay {
                to: Generation::new(5)
            }
        );
        assert_eq!(decide_at(at(389_999), 4, used), Decision::Reused);
    }

    #[test]
    fn anything_older_than_the_parent_is_a_copy() {
        assert_eq!(decide_at(at(1), 3, SESSION), Decision::Reused);
        assert_eq!(decide_at(at(1), 0, SESSION), Decision::Reused);
    }

    #[test]
    fn a_token_from_the_future_of_a_restored_database_rolls_it_forward() {
        assert_eq!(
            decide_at(at(1), 6, SESSION),
            Decision::RollForward {
                from: Generation::new(5),
                to: Generation::new(7)
            }
        );
        assert_eq!(
            decide_at(at(1), 40, SESSION),
            Decision::RollForward {
                from: Generation::new(5),
                to: Generation::new(41)
            }
        );
    }

    #[test]
    fn a_session_ends_at_its_idle_age_and_at_its_absolute_age() {
        assert_eq!(
            decide_at(at(14 * DAY - 1), 5, SESSION),
            Decision::Rotate {
                from: Generation::new(5),
                to: Generation::new(6)
            }
        );
        assert_eq!(decide_at(at(14 * DAY), 5, SESSION), Decision::Expired);
        let busy = SessionState {
            refreshed_at: at(89 * DAY),
            ..SESSION
        };
        assert_eq!(decide_at(at(90 * DAY), 5, busy), Decision::Expired);
    }

    #[test]
    fn a_revoked_session_never_comes_back() {
        for presented in [4, 5, 6] {
            assert_eq!(
                decide_at(
                    at(1),
                    presented,
                    SessionState {
                        revoked: true,
                        ..SESSION
                    }
                ),
                Decision::Revoked
            );
        }
    }
}

#[cfg(test)]
mod model;
