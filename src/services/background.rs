//! The background tasks: writing first_uses, and following other processes. [`super::purge`] holds the purge, [`super::mail`] what
//! sends mail.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{Notify, mpsc::Receiver},
    task::JoinHandle,
};

use crate::store::{FirstUse, Task};

use super::{
    Domain,
    first_uses::{next_batch, worth_trying, write},
    follow::{follow, listen},
    mail, purge,
};

/// The maximum time that stopping waits for the last first_uses.
const FLUSH: Duration = Duration::from_secs(2);
/// The pause before a mark whose session's row is locked is tried again.
const LOCKED_AGAIN: Duration = Duration::from_millis(250);

/// The background tasks of a [`Domain`]; they end when this is dropped.
pub struct Background {
    stop: Arc<Notify>,
    first_uses: JoinHandle<()>,
    others: [JoinHandle<()>; 4],
}

impl Drop for Background {
    fn drop(&mut self) {
        self.first_uses.abort();
        self.others.iter().for_each(JoinHandle::abort);
    }
}

impl Background {
    pub(super) fn start(domain: &Domain, marks: Receiver<FirstUse>) -> Self {
        let stop = Arc::new(Notify::new());
        Self {
            first_uses: tokio::spawn(write_acknowledgements(
                domain.clone(),
                marks,
                Arc::clone(&stop),
                domain.tasks.add("first_uses"),
            )),
            others: [
                tokio::spawn(follow(domain.clone(), domain.tasks.add("follow"))),
                tokio::spawn(listen(domain.clone(), domain.tasks.add("listen"))),
                tokio::spawn(purge::run(domain.clone(), domain.tasks.add("purge"))),
                tokio::spawn(mail::run(domain.clone(), domain.tasks.add("mail"))),
            ],
            stop,
        }
    }

    /// Writes the waiting first_uses and closes the database.
    pub async fn finish(mut self, domain: &Domain) {
        self.stop.notify_one();
        if tokio::time::timeout(FLUSH, &mut self.first_uses)
            .await
            .is_err()
        {
            tracing::warn!("first_uses were lost: the database did not take them in time");
        }
        self.others.iter().for_each(JoinHandle::abort);
        domain.close().await;
    }
}

async fn write_acknowledgements(
    domain: Domain,
    mut marks: Receiver<FirstUse>,
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
