//! What goes on beside the requests: writing acknowledgements, and learning which sessions other processes have ended.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{Notify, mpsc::Receiver},
    task::JoinHandle,
    time::MissedTickBehavior,
};

use crate::auth::clock::{Millis, millis};

use super::{
    Domain,
    acknowledgements::{Mark, next_batch, write},
};

/// A revoked session's access tokens stop working within a second on every instance: this, plus one query.
const REVOCATION_POLL: Duration = Duration::from_millis(500);
/// Instances' clocks differ, and a commit shows later than the time that it carries: each poll looks back this far.
const LOOK_BACK: Duration = Duration::from_secs(120);

/// How long stopping waits for the last acknowledgements.
const FLUSH: Duration = Duration::from_secs(2);

/// The background tasks of a [`Domain`]; they end when this is dropped.
pub struct Background {
    stop: Arc<Notify>,
    acknowledgements: JoinHandle<()>,
    revocations: JoinHandle<()>,
}

impl Drop for Background {
    fn drop(&mut self) {
        self.acknowledgements.abort();
        self.revocations.abort();
    }
}

impl Background {
    pub(super) fn start(domain: &Domain, marks: Receiver<Mark>) -> Self {
        let stop = Arc::new(Notify::new());
        Self {
            acknowledgements: tokio::spawn(write_acknowledgements(domain.clone(), marks, Arc::clone(&stop))),
            revocations: tokio::spawn(watch_revocations(domain.clone())),
            stop,
        }
    }

    /// Writes the acknowledgements that still wait, and closes the database.
    pub async fn finish(mut self, domain: &Domain) {
        self.stop.notify_one();
        if tokio::time::timeout(FLUSH, &mut self.acknowledgements).await.is_err() {
            tracing::warn!("acknowledgements were lost: the database did not take them in time");
        }
        self.revocations.abort();
        domain.close().await;
    }
}

async fn write_acknowledgements(domain: Domain, mut marks: Receiver<Mark>, stop: Arc<Notify>) {
    loop {
        tokio::select! {
            batch = next_batch(&mut marks) => {
                if batch.is_empty() {
                    return;
                }
                write(&batch, &domain.store).await;
            }
            () = stop.notified() => marks.close(),
        }
    }
}

async fn watch_revocations(domain: Domain) {
    let mut ticks = tokio::time::interval(REVOCATION_POLL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let now = domain.clock.now();
        if let Err(error) = domain.learn_revocations(now - millis(LOOK_BACK)).await {
            tracing::debug!(%error, "revocations could not be read");
        }
        domain.revocations.forget_old(now);
    }
}

impl Domain {
    /// Reads which sessions were ended since `since`, by whomever.
    pub(super) async fn learn_revocations(&self, since: Millis) -> Result<(), crate::store::StoreError> {
        let life = millis(self.access_tokens.longest_life());
        let ended = self.store.revoked_since(since).await?;
        self.revocations.add(ended.into_iter().map(|(id, at)| (id, at + life)));
        Ok(())
    }
}
