//! Records the first use of generations, off the request's path and in batches.
//!
//! A lost mark (a crash, a full queue) leaves a parent acceptable for longer. It signs nobody out.

use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::{
    rules::clock::{Millis, Timestamp},
    session::Claims,
    store::{FirstUse, Store, StoreError, caught},
};

/// The maximum number of waiting marks.
const QUEUE: usize = 4096;
/// The maximum number of marks in a commit.
const BATCH: usize = 256;

/// The time after which a mark whose session's row stays locked is dropped.
const GIVEN_UP: Millis = 60_000;

/// The sender of the queue.
pub(super) struct FirstUses(Sender<FirstUse>);

impl FirstUses {
    pub(super) fn new() -> (Self, Receiver<FirstUse>) {
        let (sender, receiver) = channel(QUEUE);
        (Self(sender), receiver)
    }

    /// Queues the first use of these claims' generation.
    pub(super) fn note(&self, claims: &Claims, at: Timestamp) {
        if self
            .0
            .try_send((claims.sid.clone(), claims.generation, at))
            .is_err()
        {
            tracing::debug!("an acknowledgement was dropped: the queue is full or closed");
        }
    }
}

/// Receives the next batch; empty when the queue is closed. Cancel safe.
pub(super) async fn next_batch(marks: &mut Receiver<FirstUse>) -> Vec<FirstUse> {
    let mut batch = Vec::with_capacity(BATCH);
    marks.recv_many(&mut batch, BATCH).await;
    batch
}

/// Writes a batch in one commit and returns the marks whose sessions' rows are locked. A mark that cannot be written does not
/// prevent the others.
pub(super) async fn write(batch: &[FirstUse], store: &Store) -> Vec<FirstUse> {
    match caught("first_uses", store.mark_used(batch)).await {
        Some(Ok(marked)) => return marked.locked,
        Some(Err(error)) if batch.len() == 1 || matches!(error, StoreError::Unavailable(_)) => {
            tracing::warn!(%error, lost = batch.len(), "first_uses were not written");
            return Vec::new();
        }
        None if batch.len() == 1 => return Vec::new(),
        _ => {}
    }
    let mut locked = Vec::new();
    for mark in batch {
        if let Some(Ok(marked)) =
            caught("first_uses", store.mark_used(std::slice::from_ref(mark))).await
        {
            locked.extend(marked.locked);
        }
    }
    locked
}

/// Returns the marks of `locked` to try again: no more than fit the queue, and none older than [`GIVEN_UP`].
pub(super) fn worth_trying(mut locked: Vec<FirstUse>, now: Timestamp) -> Vec<FirstUse> {
    locked.retain(|(_, _, at)| now - *at < GIVEN_UP);
    locked.truncate(QUEUE);
    locked
}
