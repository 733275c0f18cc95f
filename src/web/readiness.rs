//! Readiness of the process. The database is asked at most once a second, however many requests ask.

use std::time::Duration;

use tokio::sync::Mutex;

use crate::rules::clock::{Clock, Millis, millis};

/// The lifetime of a cached answer.
const KEPT: Duration = Duration::from_secs(1);

/// The last answer of the database, with its time.
pub struct Readiness {
    clock: Clock,
    last: Mutex<Option<(Millis, bool)>>,
}

impl Readiness {
    /// Creates a readiness without a cached answer.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            last: Mutex::default(),
        }
    }

    /// Returns the answer of `ask`, cached for a second. Concurrent callers wait for the same answer (single flight).
    pub async fn check(&self, ask: impl AsyncFnOnce() -> bool) -> bool {
        let mut last = self.last.lock().await;
        if let Some((at, ready)) = *last
            && self.clock.passed() - at < millis(KEPT)
        {
            return ready;
        }
        let ready = ask().await;
        *last = Some((self.clock.passed(), ready));
        ready
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::clock::Timestamp;
    use std::sync::atomic::{AtomicU32, Ordering};

    use futures::future::join_all;

    use super::*;

    #[tokio::test]
    async fn an_answer_is_kept_for_a_second_whatever_it_is() {
        for answer in [true, false] {
            let clock = Clock::manual(Timestamp::from_millis(1_800_000_000_000));
            let readiness = Readiness::new(clock.clone());
            assert_eq!(readiness.check(async || answer).await, answer);
            clock.advance(Duration::from_millis(999));
            assert_eq!(readiness.check(async || !answer).await, answer);
            clock.advance(Duration::from_millis(1));
            assert_eq!(readiness.check(async || !answer).await, !answer);
        }
    }

    #[tokio::test]
    async fn who_asks_while_the_database_is_asked_gets_the_same_answer() {
        let (readiness, asked) = (
            Readiness::new(Clock::manual(Timestamp::default())),
            AtomicU32::new(0),
        );
        let answers = join_all((0..100).map(|_| {
            readiness.check(async || {
                asked.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
                true
            })
        }))
        .await;
        assert_eq!((answers, asked.into_inner()), (vec![true; 100], 1));
    }
}
