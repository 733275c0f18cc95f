//! The background tasks: writing acknowledgements, and following other processes. [`super::purge`] holds the purge.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{Notify, mpsc::Receiver},
    task::JoinHandle,
};

use crate::store::{Mark, Task};

use super::{
    Domain,
    acknowledgements::{next_batch, worth_trying, write},
    follow::{follow, listen},
    purge,
};

/// The maximum time that stopping waits for the last acknowledgements.
const FLUSH: Duration = Duration::from_secs(2);
/// The pause before a mark whose session's row is locked is tried again.
const LOCKED_AGAIN: Duration = Duration::from_millis(250);

/// The background tasks of a [`Domain`]; they end when this is dropped.
pub struct Background {
    stop: Arc<Notify>,
    acknowledgements: JoinHandle<()>,
    others: [JoinHandle<()>; 3],
}

impl Drop for Background {
    fn drop(&mut self) {
        self.acknowledgements.abort();
        self.others.iter().for_each(JoinHandle::abort);
    }
}

impl Background {
    pub(super) fn start(domain: &Domain, marks: Receiver<Mark>) -> Self {
        let stop = Arc::new(Notify::new());
        Self {
            acknowledgements: tokio::spawn(write_acknowledgements(
                domain.clone(),
                marks,
                Arc::clone(&stop),
                domain.tasks.add("acknowledgements"),
            )),
            others: [
                tokio::spawn(follow(domain.clone(), domain.tasks.add("follow"))),
                tokio::spawn(listen(domain.clone(), domain.tasks.add("listen"))),
                tokio::spawn(purge::run(domain.clone(), domain.tasks.add("purge"))),
            ],
            stop,
        }
    }

    /// Writes the waiting acknowledgements and closes the database.
    pub async fn finish(mut self, domain: &Domain) {
        self.stop.notify_one();
        if tokio::time::timeout(FLUSH, &mut self.acknowledgements)
            .await
            .is_err()
        {
            tracing::warn!("acknowledgements were lost: the database did not take them in time");
        }
        self.others.iter().for_each(JoinHandle::abort);
        domain.close().await;
    }
}

async fn write_acknowledgements(
    domain: Domain,
    mut marks: Receiver<Mark>,
    stop: Arc<Notify>,
    task: Task,
) {
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
        locked = worth_trying(
            task.turn(write(&batch, &domain.store))
                .await
                .unwrap_or_default(),
            domain.clock.now(),
        );
    }
}
