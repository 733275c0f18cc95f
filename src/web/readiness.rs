//! Whether the process can serve, asked at most once a second however many ask.

use std::time::Duration;

use tokio::sync::Mutex;

use crate::rules::clock::{Clock, Millis, millis};

/// How long an answer is kept.
const KEPT: Duration = Duration::from_secs(1);

/// The last answer of the database, and when it was given.
pub struct Readiness {
    clock: Clock,
    last: Mutex<Option<(Millis, bool)>>,
}

impl Readiness {
    /// Of a process that was not asked yet.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            last: Mutex::default(),
        }
    }

    /// What `ask` answers, or did within the last second. Whoever asks meanwhile waits for the same answer.
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
    use std::sync::atomic::{AtomicU32, Ordering};

    use futures::future::join_all;

    use super::*;

    #[tokio::test]
    async fn an_answer_is_kept_for_a_second_whatever_it_is() {
        for answer in [true, false] {
            let clock = Clock::manual(1_800_000_000_000);
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
        let (readiness, asked) = (Readiness::new(Clock::manual(0)), AtomicU32::new(0));
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
