//! Whether the process can serve, asked at most once a second however many ask.

use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use crate::services::Domain;

/// How long an answer is kept.
const KEPT: Duration = Duration::from_secs(1);

/// The last answer of the database, and when it was given.
#[derive(Default)]
pub struct Readiness(Mutex<Option<(Instant, bool)>>);

impl Readiness {
    /// Whether the database answers, or did within the last second. Whoever asks meanwhile waits for the same answer.
    pub async fn check(&self, domain: &Domain) -> bool {
        let mut last = self.0.lock().await;
        if let Some((at, ready)) = *last
            && at.elapsed() < KEPT
        {
            return ready;
        }
        let ready = domain.is_ready().await;
        *last = Some((Instant::now(), ready));
        ready
    }
}
