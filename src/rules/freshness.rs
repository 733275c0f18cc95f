//! How far this instance may be behind in what others have ended, and when it must not believe an access token for that reason.
//!
//! Looking costs two reads of a clock and three atomic loads: it happens at every request.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use super::clock::{Clock, Millis, millis};

/// An access token of an ended session is refused everywhere within this time: who last asked longer ago asks again first.
const FRESH: Duration = Duration::from_secs(1);
/// With the database away, what was known before goes on to count for so long. No session can be ended there meanwhile, unless it is
/// only this instance that does not reach it.
const BLIND: Duration = Duration::from_secs(30);

/// A moment by the time of day and by the time that has really passed: a machine that was suspended may have lost either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// By the time of day.
    pub now: Millis,
    passed: Millis,
}

/// When this instance last knew all that had been ended.
#[derive(Debug)]
pub struct Freshness {
    clock: Clock,
    now: AtomicI64,
    passed: AtomicI64,
    /// When asking last failed.
    failed: AtomicI64,
}

impl Freshness {
    /// Of an instance that knows nothing yet.
    pub fn new(clock: Clock) -> Self {
        let never = || AtomicI64::new(Millis::MIN / 2);
        Self {
            clock,
            now: never(),
            passed: never(),
            failed: never(),
        }
    }

    /// The present.
    pub fn moment(&self) -> Moment {
        Moment {
            now: self.clock.now(),
            passed: self.clock.passed(),
        }
    }

    /// Everything that was ended before `begun` is known.
    pub fn caught_up(&self, begun: Moment) {
        self.passed.store(begun.passed, Ordering::Release);
        self.now.store(begun.now, Ordering::Release);
    }

    /// Until when everything is known, by the time of day.
    pub fn known_until(&self) -> Millis {
        self.now.load(Ordering::Acquire)
    }

    /// The database could not be asked, or has not answered in time.
    pub fn failed(&self) {
        self.failed.store(self.clock.passed(), Ordering::Release);
    }

    /// Whether asking has failed since `begun`.
    pub fn has_failed_since(&self, begun: Moment) -> bool {
        self.failed.load(Ordering::Acquire) >= begun.passed
    }

    /// Whether an access token may be believed: everything that was ended until just now is known, or the database has just been found
    /// to be away, and not for long.
    pub fn may_believe(&self) -> bool {
        let present = self.moment();
        let behind = self.behind(present);
        let away = || present.passed - self.failed.load(Ordering::Acquire) <= millis(FRESH);
        behind <= millis(FRESH) || (behind <= millis(BLIND) && away())
    }

    /// Whether everything that was ended until just now is known.
    pub fn is_fresh(&self) -> bool {
        self.behind(self.moment()) <= millis(FRESH)
    }

    fn behind(&self, Moment { now, passed }: Moment) -> Millis {
        (passed - self.passed.load(Ordering::Acquire)).max(now - self.now.load(Ordering::Acquire))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caught_up() -> (Freshness, Clock) {
        let clock = Clock::manual(1_800_000_000_000);
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
