//! Tracks how far this instance is behind in learning of ended sessions, and decides whether it may accept access tokens.
//!
//! A check costs two clock reads and three atomic loads, because every request makes one.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use super::clock::{Clock, Millis, Timestamp, millis};

/// The time within which every instance refuses the access tokens of an ended session. An instance whose last poll is older polls
/// first.
const FRESH: Duration = Duration::from_secs(1);
/// The time for which the last known state counts while the database is unavailable. No session can be ended meanwhile, unless only
/// this instance cannot reach it.
const BLIND: Duration = Duration::from_secs(30);

/// A point in time by the time of day and by the monotonic clock. A machine that was suspended may have lost either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// By the time of day.
    pub now: Timestamp,
    passed: Millis,
}

/// The time up to which this instance knows all ended sessions.
#[derive(Debug)]
pub struct Freshness {
    clock: Clock,
    now: AtomicI64,
    passed: AtomicI64,
    /// The time of the last failed poll.
    failed: AtomicI64,
}

impl Freshness {
    /// Creates the state of an instance that knows nothing yet.
    pub fn new(clock: Clock) -> Self {
        let never = || AtomicI64::new(Timestamp::NEVER.millis());
        Self {
            clock,
            now: never(),
            passed: never(),
            failed: never(),
        }
    }

    /// Returns the current time.
    pub fn moment(&self) -> Point {
        Point {
            now: self.clock.now(),
            passed: self.clock.passed(),
        }
    }

    /// Records that everything ended before `begun` is known.
    pub fn caught_up(&self, begun: Point) {
        self.passed.store(begun.passed, Ordering::Release);
        self.now.store(begun.now.millis(), Ordering::Release);
    }

    /// Returns the time of day up to which everything is known.
    pub fn known_until(&self) -> Timestamp {
        Timestamp::from_millis(self.now.load(Ordering::Acquire))
    }

    /// Records that a poll failed or timed out.
    pub fn failed(&self) {
        self.failed.store(self.clock.passed(), Ordering::Release);
    }

    /// Returns whether a poll has failed since `begun`.
    pub fn has_failed_since(&self, begun: Point) -> bool {
        self.failed.load(Ordering::Acquire) >= begun.passed
    }

    /// Returns whether access tokens may be accepted: the state is up to date, or the database has become unavailable a short time
    /// ago.
    pub fn may_believe(&self) -> bool {
        let present = self.moment();
        let behind = self.behind(present);
        let away = || present.passed - self.failed.load(Ordering::Acquire) <= millis(FRESH);
        behind <= millis(FRESH) || (behind <= millis(BLIND) && away())
    }

    /// Returns whether the state is up to date.
    pub fn is_fresh(&self) -> bool {
        self.behind(self.moment()) <= millis(FRESH)
    }

    fn behind(&self, Point { now, passed }: Point) -> Millis {
        (passed - self.passed.load(Ordering::Acquire)).max(now - self.known_until())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caught_up() -> (Freshness, Clock) {
        let clock = Clock::manual(Timestamp::from_millis(1_800_000_000_000));
        let freshness = Freshness::new(clock.clone());
        assert!(
            !freshness.may_believe(),
            "an instance that knows nothing believes nothing"
        );
        freshness.caught_up(freshness.moment());
        (freshness, clock)
    }

    #[test]
    fn after_a_gap_nothing_is_believed_before_everything_is_known_again() {
        let (freshness, clock) = caught_up();
        clock.advance(FRESH);
        assert!(freshness.may_believe());
        clock.advance(Duration::from_millis(1));
        assert!(!freshness.may_believe());
        freshness.caught_up(freshness.moment());
        assert!(freshness.may_believe());
    }

    #[test]
    fn what_was_asked_before_a_gap_and_answered_after_it_says_nothing_of_the_gap() {
        let (freshness, clock) = caught_up();
        let begun = freshness.moment();
        clock.advance(Duration::from_secs(600));
        freshness.caught_up(begun);
        assert!(!freshness.may_believe());
    }

    #[test]
    fn a_suspended_machine_is_found_out_by_the_time_of_day() {
        let (freshness, clock) = caught_up();
        clock.set_off(600_000);
        assert!(!freshness.may_believe());
    }

    #[test]
    fn a_database_that_is_away_is_excused_for_a_bounded_time() {
        let (freshness, clock) = caught_up();
        for _ in 0..30 {
            clock.advance(Duration::from_secs(1));
            freshness.failed();
            assert!(freshness.may_believe());
        }
        clock.advance(Duration::from_millis(1));
        freshness.failed();
        assert!(!freshness.may_believe());
    }
}
