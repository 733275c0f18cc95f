//! Limits the rate of writes of one account. Pure, on a [`Clock`]. Each instance counts for itself, because the limit bounds cost
//! and guards no secret.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use super::clock::{Clock, Millis, Timestamp};
use crate::ids::UserId;

/// Three hundred at once, then five a second.
const BURST: i64 = 300;
const INTERVAL: Millis = 200;
/// Accounts that are counted at the same time, about 8 MB of memory.
const MAX_ACCOUNTS: usize = 65_536;

/// The limiter.
#[derive(Debug)]
pub struct WriteLimit {
    clock: Clock,
    /// The time at which the bucket of each user is empty (generic cell rate algorithm). `None` limits nothing.
    empty_at: Option<Mutex<HashMap<UserId, Timestamp>>>,
}

impl WriteLimit {
    /// Creates an empty limiter.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            empty_at: Some(Mutex::default()),
        }
    }

    /// Creates a limiter that allows every write.
    pub fn disabled() -> Self {
        Self {
            clock: Clock::system(),
            empty_at: None,
        }
    }

    /// Counts one write of this user.
    ///
    /// # Errors
    /// The seconds until the next write is allowed, at least 1. The write is not counted.
    pub fn count(&self, user_id: &UserId) -> Result<(), u32> {
        let Some(buckets) = &self.empty_at else {
            return Ok(());
        };
        let mut buckets = buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        let empty_at = buckets.get(user_id).copied().unwrap_or(now);
        // Also where the clock was set back.
        let empty_at = empty_at.clamp(now, now + BURST * INTERVAL);
        let wait = empty_at - now - (BURST - 1) * INTERVAL;
        if wait > 0 {
            buckets.insert(user_id.to_owned(), empty_at);
            return Err(u32::try_from((wait + 999) / 1000).unwrap_or(u32::MAX));
        }
        if buckets.len() >= MAX_ACCOUNTS && !buckets.contains_key(user_id) {
            buckets.retain(|_, empty_at| *empty_at > now);
            if buckets.len() >= MAX_ACCOUNTS {
                buckets.clear();
            }
        }
        buckets.insert(user_id.to_owned(), empty_at + INTERVAL);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn an_account_that_writes_too_fast_waits_and_no_other_does() {
        let clock = Clock::manual(Timestamp::from_millis(1_000_000));
        let limit = WriteLimit::new(clock.clone());
        assert!((0..BURST).all(|_| limit.count(&"a".into()).is_ok()));
        assert_eq!(limit.count(&"a".into()), Err(1));
        assert_eq!(limit.count(&"b".into()), Ok(()));
        clock.advance(Duration::from_secs(1));
        assert!((0..5).all(|_| limit.count(&"a".into()).is_ok()));
        assert_eq!(limit.count(&"a".into()), Err(1));
        clock.set_off(-3_600_000);
        assert_eq!(limit.count(&"a".into()), Err(1));
        clock.advance(Duration::from_secs(1));
        assert_eq!(
            limit.count(&"a".into()),
            Ok(()),
            "a clock that was set back keeps nobody waiting for an hour"
        );
    }

    #[test]
    fn the_table_is_bounded() {
        let limit = WriteLimit::new(Clock::manual(Timestamp::default()));
        for user in 0..=MAX_ACCOUNTS {
            assert_eq!(limit.count(&user.to_string().into()), Ok(()));
        }
        assert!(limit.empty_at.is_some_and(|buckets| {
            buckets
                .lock()
                .is_ok_and(|buckets| buckets.len() <= MAX_ACCOUNTS)
        }));
    }
}
