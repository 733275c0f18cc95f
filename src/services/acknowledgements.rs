//! Acknowledgement: writes down which generations were used, off the request's path and in batches.
//!
//! A mark that is lost (a crash, a full queue) leaves a parent acceptable for longer. That errs towards the person: nobody is signed
//! out by it.

use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::{
    rules::clock::Millis,
    session::Claims,
    store::{Mark, Store, StoreError, caught},
};

/// How many marks wait at most.
const QUEUE: usize = 4096;
/// How many marks share a commit.
const BATCH: usize = 256;

/// How long a mark waits for somebody who holds its session's row.
const GIVEN_UP: Millis = 60_000;

/// The near end of the queue.
pub(super) struct Acknowledgements(Sender<Mark>);

impl Acknowledgements {
    pub(super) fn new() -> (Self, Receiver<Mark>) {
        let (sender, receiver) = channel(QUEUE);
        (Self(sender), receiver)
    }

    /// Notes that a token of these claims was verified for the first time.
    pub(super) fn note(&self, claims: &Claims, at: Millis) {
        if self
            .0
            .try_send((claims.sid.clone(), claims.generation, at))
            .is_err()
        {
            tracing::debug!("an acknowledgement was dropped: the queue is full or closed");
        }
    }
}

/// The far end of the queue: the next batch, empty once the queue is closed. Losing the race of a `select!` loses no mark.
pub(super) async fn next_batch(marks: &mut Receiver<Mark>) -> Vec<Mark> {
    let mut batch = Vec::with_capacity(BATCH);
    marks.recv_many(&mut batch, BATCH).await;
    batch
}

/// Writes a batch in one commit, and returns those marks whose sessions somebody holds. Where one of the batch cannot be written, the
/// others are.
pub(super) async fn write(batch: &[Mark], store: &Store) -> Vec<Mark> {
    match caught("acknowledgements", store.mark_used(batch)).await {
        Some(Ok(marked)) => return marked.locked,
        Some(Err(error)) if batch.len() == 1 || matches!(error, StoreError::Unavailable(_)) => {
            tracing::warn!(%error, lost = batch.len(), "acknowledgements were not written");
            return Vec::new();
        }
        None if batch.len() == 1 => return Vec::new(),
        _ => {}
    }
    let mut locked = Vec::new();
    for mark in batch {
        if let Some(Ok(marked)) = caught(
            "acknowledgements",
            store.mark_used(std::slice::from_ref(mark)),
        )
        .await
        {
            locked.extend(marked.locked);
        }
    }
    locked
}

/// Those of `locked` that are worth another try: no more than wait in the queue, and none that is older than [`GIVEN_UP`].
pub(super) fn worth_trying(mut locked: Vec<Mark>, now: Millis) -> Vec<Mark> {
    locked.retain(|(_, _, at)| now - at < GIVEN_UP);
    locked.truncate(QUEUE);
    locked
}
