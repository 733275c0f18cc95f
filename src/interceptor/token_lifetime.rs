//! The lifetime of the access token at hand, and when the next one is due. Pure: the caller gives the time.
//!
//! A person's clock may be wrong by years, so no absolute time is compared. The server says how many seconds remain, and the
//! browser counts from there.

/// The longest time by which a token is refreshed ahead of its end.
const REFRESH_AHEAD: f64 = 30_000.0;

/// The largest share of a short lifetime that refreshing ahead gives away.
const AHEAD_SHARE: f64 = 0.25;

/// Token times are whole seconds: almost nothing of the first one may remain.
const ROUNDING: f64 = 1_000.0;

/// What a browser's two clocks show, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ClockReading {
    /// Is never set and never steps back, but stands still in some browsers while the machine sleeps.
    pub monotonic: f64,
    /// Goes on during sleep, but may be wrong, and may be corrected at any time.
    pub wall: f64,
}

impl ClockReading {
    /// Returns the time since `earlier`: the larger of the two differences. A wall clock that was put forward costs one refresh too
    /// many, and sleep is noticed either way.
    pub fn since(self, earlier: Self) -> f64 {
        (self.monotonic - earlier.monotonic)
            .max(self.wall - earlier.wall)
            .max(0.0)
    }
}

/// The lifetime of one access token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TokenLifetime {
    measured_at: ClockReading,
    remaining: f64,
    total: f64,
}

impl TokenLifetime {
    /// Creates the lifetime of a token of `total` seconds, of which `expires_in` remain at `measured_at`.
    pub fn new(measured_at: ClockReading, expires_in: u32, total: u32) -> Self {
        Self {
            measured_at,
            remaining: f64::from(expires_in) * 1_000.0 - ROUNDING,
            total: f64::from(total) * 1_000.0,
        }
    }

    /// Returns whether the token is known to be expired: the server would refuse a call under it.
    pub fn is_expired(self, now: ClockReading) -> bool {
        self.remaining <= now.since(self.measured_at)
    }

    /// Returns the milliseconds until the next token is due, zero or less once it is. `jitter`, from 0 to 1, keeps tabs apart.
    ///
    /// `None` for a token that had expired before the page was there: the first call fetches the next one.
    pub fn due_in(self, now: ClockReading, jitter: f64) -> Option<f64> {
        let ahead = REFRESH_AHEAD.min(self.total * AHEAD_SHARE) * (1.0 - jitter / 2.0);
        (self.remaining > -ROUNDING).then(|| self.remaining - ahead - now.since(self.measured_at))
    }

    /// Returns the lifetime that the token was issued with, in milliseconds.
    pub const fn total(self) -> f64 {
        self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(monotonic: f64, wall: f64) -> ClockReading {
        ClockReading { monotonic, wall }
    }

    #[test]
    fn a_token_is_refreshed_half_a_minute_ahead() {
        let lifetime = TokenLifetime::new(at(500.0, 0.0), 300, 300);
        assert_eq!(lifetime.due_in(at(500.0, 0.0), 0.0), Some(269_000.0));
        assert_eq!(lifetime.due_in(at(500.0, 0.0), 1.0), Some(284_000.0));
        assert!(!lifetime.is_expired(at(299_000.0, 0.0)));
        assert!(lifetime.is_expired(at(299_500.0, 0.0)));
    }

    #[test]
    fn a_short_lifetime_is_mostly_used() {
        let lifetime = TokenLifetime::new(ClockReading::default(), 2, 2);
        assert_eq!(lifetime.due_in(at(0.0, 0.0), 0.0), Some(500.0));
        assert!(!lifetime.is_expired(at(999.0, 0.0)));
        assert!(lifetime.is_expired(at(1_000.0, 0.0)));
    }

    #[test]
    fn a_wrong_clock_changes_nothing() {
        let lifetime = TokenLifetime::new(at(0.0, 4e12), 300, 300);
        assert!(!lifetime.is_expired(at(1_000.0, 4e12 + 1_000.0)));
        assert!(
            !lifetime.is_expired(at(1_000.0, 0.0)),
            "put back while the page was open"
        );
    }

    #[test]
    fn sleep_is_noticed_by_either_clock() {
        let lifetime = TokenLifetime::new(ClockReading::default(), 300, 300);
        assert!(
            lifetime.is_expired(at(10.0, 3_600_000.0)),
            "the monotonic clock stood still"
        );
        assert!(lifetime.is_expired(at(3_600_000.0, 10.0)));
    }

    #[test]
    fn a_token_that_was_expired_from_the_start_is_not_refreshed_for_nothing() {
        let lifetime = TokenLifetime::new(ClockReading::default(), 0, 300);
        assert!(lifetime.is_expired(ClockReading::default()));
        assert_eq!(lifetime.due_in(at(1e9, 1e9), 0.0), None);
    }
}
