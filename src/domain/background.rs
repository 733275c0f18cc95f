//! What goes on beside the requests: writing acknowledgements, and following what other processes have done: which sessions they
//! ended, which keys they made.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{Notify, mpsc::Receiver},
    task::JoinHandle,
    time::MissedTickBehavior,
};

use crate::{
    auth::clock::{Millis, millis},
    store::{Notice, StoreError, Task},
};

use super::{
    Domain,
    acknowledgements::{Mark, next_batch, worth_trying, write},
    correct,
    keys::Plan,
};

/// A revoked session's access tokens stop working within a second on every instance: this, plus one query. Where the database tells
/// of it, they stop sooner.
const POLL: Duration = Duration::from_millis(500);
/// A commit shows later than the time that it carries: each poll looks back this far.
const LOOK_BACK: Duration = Duration::from_secs(120);
/// How long to wait before listening again after the connection was lost.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);

/// How long stopping waits for the last acknowledgements.
const FLUSH: Duration = Duration::from_secs(2);
/// How long a mark waits whose session somebody holds.
const LOCKED_AGAIN: Duration = Duration::from_millis(250);

/// The background tasks of a [`Domain`]; they end when this is dropped.
pub struct Background {
    stop: Arc<Notify>,
    acknowledgements: JoinHandle<()>,
    others: [JoinHandle<()>; 2],
}

impl Drop for Background {
    fn drop(&mut self) {
        self.acknowledgements.abort();
        self.others.iter().for_each(JoinHandle::abort);
    }
}

impl Background {
    pub(super) fn start(domain: &Domain, marks: Receiver<Mark>, keys: Plan) -> Self {
        let (stop, keys_changed) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        Self {
            acknowledgements: tokio::spawn(write_acknowledgements(
                domain.clone(),
                marks,
                Arc::clone(&stop),
                domain.tasks.add("acknowledgements"),
            )),
            others: [
                tokio::spawn(follow(domain.clone(), keys, Arc::clone(&keys_changed), domain.tasks.add("follow"))),
                tokio::spawn(listen(domain.clone(), keys_changed, domain.tasks.add("listen"))),
            ],
            stop,
        }
    }

    /// Writes the acknowledgements that still wait, and closes the database.
    pub async fn finish(mut self, domain: &Domain) {
        self.stop.notify_one();
        if tokio::time::timeout(FLUSH, &mut self.acknowledgements).await.is_err() {
            tracing::warn!("acknowledgements were lost: the database did not take them in time");
        }
        self.others.iter().for_each(JoinHandle::abort);
        domain.close().await;
    }
}

async fn write_acknowledgements(domain: Domain, mut marks: Receiver<Mark>, stop: Arc<Notify>, task: Task) {
    let mut locked = Vec::new();
    loop {
        let batch = tokio::select! {
            batch = next_batch(&mut marks) => {
                if batch.is_empty() {
                    return;
                }
                batch
            }
            () = tokio::time::sleep(LOCKED_AGAIN), if !locked.is_empty() => Vec::new(),
            () = stop.notified() => {
                marks.close();
                continue;
            }
        };
        let batch = [batch, std::mem::take(&mut locked)].concat();
        locked = worth_trying(task.turn(write(&batch, &domain.store)).await.unwrap_or_default(), domain.clock.now());
    }
}

/// Asks the database now and then. What fails is tried again at the next turn; until then this instance goes on with what it knows.
async fn follow(domain: Domain, mut keys: Plan, keys_changed: Arc<Notify>, task: Task) {
    let mut ticks = tokio::time::interval(POLL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = keys_changed.notified() => {}
        }
        if let Some(Err(error)) = task.turn(domain.follow_once(&mut keys)).await {
            tracing::debug!(%error, "what other instances did could not be read");
        }
        let now = domain.clock.now();
        domain.clock.has_jumped(Duration::ZERO);
        domain.revocations.forget_old(now);
    }
}

/// Hears of what others do as soon as they have done it.
async fn listen(domain: Domain, keys_changed: Arc<Notify>, task: Task) {
    loop {
        match task.turn(domain.listen_once(&keys_changed, &task)).await {
            None => {}
            Some(Ok(())) => return,
            Some(Err(error)) => tracing::debug!(%error, "notices of other instances cannot be heard"),
        }
        tokio::time::sleep(LISTEN_AGAIN).await;
    }
}

impl Domain {
    async fn follow_once(&self, keys: &mut Plan) -> Result<(), super::BuildError> {
        correct(&self.clock, &self.store).await?;
        self.learn_revocations(self.clock.now() - millis(LOOK_BACK)).await?;
        self.follow_keys(keys).await
    }

    /// Until the connection is lost, or at once `Ok` on a database that tells nothing.
    async fn listen_once(&self, keys_changed: &Notify, task: &Task) -> Result<(), StoreError> {
        let Some(mut notices) = self.store.notices().await? else { return Ok(()) };
        task.is_well();
        loop {
            match notices.next().await? {
                Notice::Keys => keys_changed.notify_one(),
                Notice::Ended(session) => self.revocations.add([(session, self.clock.now() + millis(self.access_tokens.longest_life()))]),
            }
        }
    }

    /// Reads which sessions were ended since `since`, by whomever.
    pub(super) async fn learn_revocations(&self, since: Millis) -> Result<(), StoreError> {
        let life = millis(self.access_tokens.longest_life());
        let ended = self.store.revoked_since(since).await?;
        self.revocations.add(ended.into_iter().map(|(id, at)| (id, at + life)));
        Ok(())
    }
}
