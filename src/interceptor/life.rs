//! How long the access token at hand still lives, and when it is time for the next one. Pure: whoever asks brings the time.
//!
//! A person's clock may be wrong by years, so nothing here looks at what it shows. The server says how many seconds are left, and the
//! browser counts from there.

/// An access token is renewed so long before its end at most.
const LEAD: f64 = 30_000.0;

/// Of a short life no more than this part is given away by renewing early.
const LEAD_PART: f64 = 0.25;

/// A token's times are whole seconds: of the first one almost nothing may have been left.
const ROUNDING: f64 = 1_000.0;

/// What a browser's two clocks show, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reading {
    /// Never set, never steps back, but stands still in some browsers while the machine sleeps.
    pub monotonic: f64,
    /// Goes on during sleep, but may be wrong, and may be put right at any time.
    pub wall: f64,
}

impl Reading {
    /// The time that has passed since `earlier`. The larger of the two differences: a wall clock that was put forward costs one refresh
    /// too many, and a machine that slept is noticed either way.
    pub fn since(self, earlier: Self) -> f64 {
        (self.monotonic - earlier.monotonic)
            .max(self.wall - earlier.wall)
            .max(0.0)
    }
}

/// The life of one access token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Life {
    known: Reading,
    left: f64,
    whole: f64,
}

impl Life {
    /// At the time `known`, `expires_in` of the `whole` seconds of a token's life are left.
    pub fn new(known: Reading, expires_in: u32, whole: u32) -> Self {
        Self {
            known,
            left: f64::from(expires_in) * 1_000.0 - ROUNDING,
            whole: f64::from(whole) * 1_000.0,
        }
    }

    /// Whether the token is known to be dead: what is sent under it would be refused.
    pub fn is_over(self, now: Reading) -> bool {
        self.left <= now.since(self.known)
    }

    /// The milliseconds until it is time for the next token, none or less where that is past. `spread`, from 0 to 1, keeps tabs apart.
    ///
    /// `None` for a token that had run out before the page was there: nothing has needed it yet, and the first call fetches the next.
    pub fn due_in(self, now: Reading, spread: f64) -> Option<f64> {
        let lead = LEAD.min(self.whole * LEAD_PART) * (1.0 - spread / 2.0);
        (self.left > -ROUNDING).then(|| self.left - lead - now.since(self.known))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(monotonic: f64, wall: f64) -> Reading {
        Reading { monotonic, wall }
    }

    #[test]
    fn a_token_is_renewed_half_a_minute_early() {
        let life = Life::new(at(500.0, 0.0), 300, 300);
        assert_eq!(life.due_in(at(500.0, 0.0), 0.0), Some(269_000.0));
        assert_eq!(life.due_in(at(500.0, 0.0), 1.0), Some(284_000.0));
        assert!(!life.is_over(at(299_000.0, 0.0)) && life.is_over(at(299_500.0, 0.0)));
    }

    #[test]
    fn a_short_life_is_mostly_used() {
        let life = Life::new(Reading::default(), 2, 2);
        assert_eq!(life.due_in(at(0.0, 0.0), 0.0), Some(500.0));
        assert!(!life.is_over(at(999.0, 0.0)) && life.is_over(at(1_000.0, 0.0)));
    }

    #[test]
    fn a_wrong_clock_changes_nothing() {
        let life = Life::new(at(0.0, 4e12), 300, 300);
        assert!(!life.is_over(at(1_000.0, 4e12 + 1_000.0)));
        assert!(
            !life.is_over(at(1_000.0, 0.0)),
            "put back while the page was open"
        );
    }

    #[test]
    fn sleep_is_noticed_by_either_clock() {
        let life = Life::new(Reading::default(), 300, 300);
        assert!(
            life.is_over(at(10.0, 3_600_000.0)),
            "the monotonic clock stood still"
        );
        assert!(life.is_over(at(3_600_000.0, 10.0)));
    }

    #[test]
    fn a_token_that_was_dead_from_the_start_is_not_renewed_for_nothing() {
        let life = Life::new(Reading::default(), 0, 300);
        assert!(life.is_over(Reading::default()));
        assert_eq!(life.due_in(at(1e9, 1e9), 0.0), None);
    }
}
