//! Whether a person still uses the page. Pure: the caller gives the time.
//!
//! A page that polls would keep its session alive for ever. Once nobody has touched it for long enough, it stops refreshing on its
//! own, so that the idle timeout of the session can end it.

use super::token_lifetime::ClockReading;

/// The share of the session's idle timeout for which an untouched page still counts as used.
const SHARE: f64 = 0.5;

/// The least number of access-token lifetimes for which it does.
const LEAST_LIFETIMES: f64 = 2.0;

/// When the page was last touched, and how long that counts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Activity {
    touched_at: ClockReading,
    /// The session's idle timeout in seconds; zero where it is unknown, and then no page is idle.
    idle_timeout: u32,
}

impl Activity {
    /// Creates the activity of a page that was opened at `now`, which counts as a touch, under an idle timeout in seconds.
    pub const fn new(now: ClockReading, idle_timeout: u32) -> Self {
        Self {
            touched_at: now,
            idle_timeout,
        }
    }

    /// Returns the idle timeout in seconds.
    pub const fn idle_timeout(self) -> u32 {
        self.idle_timeout
    }

    /// Records a touch.
    pub const fn touch(&mut self, now: ClockReading) {
        self.touched_at = now;
    }

    /// Returns whether the page was touched after `earlier`.
    pub fn touched_since(self, earlier: ClockReading) -> bool {
        self.touched_at.since(earlier) > 0.0
    }

    /// Returns whether the page has been untouched for so long that it no longer refreshes on its own, under access tokens of
    /// `token_lifetime` milliseconds.
    pub fn is_idle(self, now: ClockReading, token_lifetime: f64) -> bool {
        let idle_timeout = f64::from(self.idle_timeout) * 1_000.0;
        let allowed = (idle_timeout * SHARE).max(token_lifetime * LEAST_LIFETIMES);
        self.idle_timeout > 0 && now.since(self.touched_at) >= allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: f64 = 86_400_000.0;
    const FIVE_MINUTES: f64 = 300_000.0;

    fn at(monotonic: f64) -> ClockReading {
        ClockReading {
            monotonic,
            wall: monotonic,
        }
    }

    #[test]
    fn a_page_is_idle_after_half_of_the_idle_timeout() {
        let activity = Activity::new(at(0.0), 14 * 86_400);
        assert!(!activity.is_idle(at(7.0 * DAY - 1.0), FIVE_MINUTES));
        assert!(activity.is_idle(at(7.0 * DAY), FIVE_MINUTES));
    }

    #[test]
    fn a_touch_starts_the_count_again() {
        let mut activity = Activity::new(at(0.0), 14 * 86_400);
        activity.touch(at(6.0 * DAY));
        assert!(!activity.is_idle(at(12.0 * DAY), FIVE_MINUTES));
        assert!(activity.is_idle(at(13.0 * DAY), FIVE_MINUTES));
    }

    #[test]
    fn a_page_is_never_idle_within_two_token_lifetimes() {
        let activity = Activity::new(at(0.0), 600);
        assert!(!activity.is_idle(at(2.0 * FIVE_MINUTES - 1.0), FIVE_MINUTES));
        assert!(activity.is_idle(at(2.0 * FIVE_MINUTES), FIVE_MINUTES));
    }

    #[test]
    fn an_unknown_idle_timeout_makes_no_page_idle() {
        assert!(!Activity::new(at(0.0), 0).is_idle(at(1e15), FIVE_MINUTES));
    }
}
