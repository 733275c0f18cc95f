//! The single source of time. Every rule that uses an age asks a [`Clock`], so that tests move time instead of waiting.
//!
//! Several servers must agree on ages, and a machine's clock may be minutes off or be set at any time. A clock can be corrected by
//! the database's ([`Clock::correct`]) and detects when its own time has jumped ([`Clock::has_jumped`]). An age across a jump is
//! meaningless.

use std::{
    fmt,
    ops::{Add, Sub},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

/// A span of time in milliseconds. Signed, because a clock may be set back.
pub type Millis = i64;

/// A point in time: milliseconds since 1970, UTC.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Long before every other. No span from it overflows.
    pub const NEVER: Self = Self(i64::MIN / 2);
    /// After every other.
    pub const MAX: Self = Self(i64::MAX);

    /// Creates the time of so many milliseconds since 1970.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Returns the milliseconds since 1970.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Returns a reference to the milliseconds since 1970.
    pub const fn as_millis(&self) -> &i64 {
        &self.0
    }

    /// Returns the whole seconds since 1970 (NumericDate, RFC 7519 §2).
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// Returns the time so much later, at most [`Self::MAX`].
    pub const fn saturating_add(self, span: Millis) -> Self {
        Self(self.0.saturating_add(span))
    }

    /// Returns the milliseconds between the two, whichever came first.
    pub const fn abs_diff(self, other: Self) -> u64 {
        self.0.abs_diff(other.0)
    }
}

/// Writes the milliseconds since 1970.
impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Add<Millis> for Timestamp {
    type Output = Self;

    fn add(self, span: Millis) -> Self {
        Self(self.0 + span)
    }
}

impl Sub<Millis> for Timestamp {
    type Output = Self;

    fn sub(self, span: Millis) -> Self {
        Self(self.0 - span)
    }
}

impl Sub for Timestamp {
    type Output = Millis;

    fn sub(self, earlier: Self) -> Millis {
        self.0 - earlier.0
    }
}

/// The difference between the clock and monotonic time that counts as a jump rather than drift.
const JUMP: Millis = 1_000;

/// A clock that can be shared, corrected and, in tests, moved. Clones share it.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    source: Source,
    /// The correction that is added to the source's time.
    correction: AtomicI64,
    watched: Mutex<Watched>,
}

#[derive(Debug)]
enum Source {
    System { started: Instant },
    Manual { time: AtomicI64, passed: AtomicI64 },
}

/// The reading of the last look at the clock.
#[derive(Clone, Copy, Debug)]
struct Watched {
    /// The lead of the time over the monotonic time since the start.
    ahead: Millis,
    /// The monotonic time of its last change.
    jumped_at: Option<Millis>,
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl Clock {
    /// Creates a clock of the operating system's time.
    pub fn system() -> Self {
        Self::new(Source::System {
            started: Instant::now(),
        })
    }

    /// Creates a clock that stands at `now` until it is moved.
    pub fn manual(now: Timestamp) -> Self {
        Self::new(Source::Manual {
            time: AtomicI64::new(now.millis()),
            passed: AtomicI64::new(0),
        })
    }

    /// Creates a clock of the operating system's time with an error, like another machine's clock.
    pub fn wrong_by(by: Millis) -> Self {
        let clock = Self::system();
        clock.0.correction.store(by, Ordering::Relaxed);
        clock
    }

    fn new(source: Source) -> Self {
        let ahead = source.time() - source.passed();
        let watched = Mutex::new(Watched {
            ahead,
            jumped_at: None,
        });
        Self(Arc::new(Parts {
            source,
            correction: AtomicI64::new(0),
            watched,
        }))
    }

    /// Returns the current time.
    pub fn now(&self) -> Timestamp {
        Timestamp(self.0.source.time() + self.0.correction.load(Ordering::Relaxed))
    }

    /// Returns the monotonic milliseconds since the clock was created, unaffected by setting it.
    pub fn passed(&self) -> Millis {
        self.0.source.passed()
    }

    /// Makes [`Self::now`] agree with `reference`, the time of a shared clock. A no-op for a manual clock.
    pub fn correct(&self, reference: Timestamp) {
        if let Source::System { .. } = self.0.source {
            self.0
                .correction
                .store(reference.millis() - self.0.source.time(), Ordering::Relaxed);
        }
    }

    /// Returns whether the time was set within the last `age` of monotonic time. Must be called regularly, because a slow drift
    /// between rare calls looks like a jump.
    pub fn has_jumped(&self, age: Duration) -> bool {
        let passed = self.0.source.passed();
        let ahead = self.now().millis() - passed;
        let mut watched = self
            .0
            .watched
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if ahead.abs_diff(watched.ahead) >= JUMP.unsigned_abs() {
            watched.jumped_at = Some(passed);
        }
        watched.ahead = ahead;
        watched
            .jumped_at
            .is_some_and(|jumped_at| passed - jumped_at <= millis(age))
    }

    /// Advances a manual clock. A no-op for the system's.
    pub fn advance(&self, by: Duration) {
        if let Source::Manual { time, passed } = &self.0.source {
            time.fetch_add(millis(by), Ordering::SeqCst);
            passed.fetch_add(millis(by), Ordering::SeqCst);
        }
    }

    /// Sets a manual clock forward or back without advancing monotonic time. A no-op for the system's.
    pub fn set_off(&self, by: Millis) {
        if let Source::Manual { time, .. } = &self.0.source {
            time.fetch_add(by, Ordering::SeqCst);
        }
    }
}

impl Source {
    fn time(&self) -> Millis {
        match self {
            Self::System { .. } => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, millis),
            Self::Manual { time, .. } => time.load(Ordering::SeqCst),
        }
    }

    /// Returns the monotonic time since the clock was created, unaffected by setting it.
    fn passed(&self) -> Millis {
        match self {
            Self::System { started } => millis(started.elapsed()),
            Self::Manual { passed, .. } => passed.load(Ordering::SeqCst),
        }
    }
}

/// Returns a duration in whole milliseconds.
pub fn millis(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRACE: Duration = Duration::from_secs(10);

    #[test]
    fn passing_time_is_no_jump() {
        let clock = Clock::manual(Timestamp::from_millis(0));
        clock.advance(Duration::from_secs(86_400));
        assert!(!clock.has_jumped(GRACE));
        assert!(!Clock::system().has_jumped(GRACE));
    }

    #[test]
    fn a_jump_in_either_direction_is_noticed_and_passes() {
        for by in [-300_000, 300_000] {
            let clock = Clock::manual(Timestamp::from_millis(1_000_000));
            clock.set_off(by);
            assert!(clock.has_jumped(GRACE));
            clock.advance(GRACE);
            assert!(clock.has_jumped(GRACE));
            clock.advance(Duration::from_millis(1));
            assert!(!clock.has_jumped(GRACE));
        }
    }

    #[test]
    fn a_wrong_clock_that_is_corrected_says_what_its_reference_says() {
        let (wrong, reference) = (Clock::wrong_by(300_000), Clock::system());
        assert!(wrong.now() - reference.now() > 290_000);
        wrong.correct(reference.now());
        assert!((wrong.now() - reference.now()).abs() < 10_000);
    }
}
