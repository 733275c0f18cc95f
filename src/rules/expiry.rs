//! When a session runs out by itself.

use super::clock::{Millis, Timestamp};
use crate::device::Ending;

/// When a session runs out and of what: of its age at `expires_at`, or `idle` after its last refresh, whatever comes first. Until then it
/// lives, at that very time no more.
pub fn expiry(refreshed_at: Timestamp, expires_at: Timestamp, idle: Millis) -> (Timestamp, Ending) {
    let idle_until = refreshed_at.saturating_add(idle);
    if idle_until < expires_at {
        (idle_until, Ending::Idle)
    } else {
        (expires_at, Ending::Age)
    }
}

/// Whether a session has run out by `now`.
pub fn has_run_out(
    refreshed_at: Timestamp,
    expires_at: Timestamp,
    idle: Millis,
    now: Timestamp,
) -> bool {
    now >= expiry(refreshed_at, expires_at, idle).0
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn a_session_runs_out_by_whatever_comes_first_and_on_the_very_time() {
        assert_eq!(expiry(at(100), at(1_000), 50), (at(150), Ending::Idle));
        assert_eq!(expiry(at(990), at(1_000), 50), (at(1_000), Ending::Age));
        assert_eq!(expiry(at(950), at(1_000), 50), (at(1_000), Ending::Age));
        assert!(
            !has_run_out(at(100), at(1_000), 50, at(149))
                && has_run_out(at(100), at(1_000), 50, at(150))
        );
        assert!(
            !has_run_out(Timestamp::default(), at(1_000), Millis::MAX, at(999))
                && has_run_out(Timestamp::default(), at(1_000), Millis::MAX, at(1_000))
        );
    }
}
