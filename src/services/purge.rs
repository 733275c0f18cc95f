//! Deleting what was kept long enough. A table that grows has a line in [`TABLES`].
//!
//! Small batches with a pause between them, so that requests never wait for more than one of them; every instance does it, and two at
//! the same time do no harm.

use std::time::Duration;

use futures::future::BoxFuture;
use tokio::time::MissedTickBehavior;

use super::Domain;
use crate::{
    rules::clock::{Millis, millis},
    store::{StoreError, Task},
};

/// How often a round begins.
const INTERVAL: Duration = Duration::from_secs(10);
/// How many rows a batch looks at or deletes.
const BATCH: i64 = 500;
/// Between two batches: a million sessions are walked through in a few minutes.
const PAUSE: Duration = Duration::from_millis(200);
/// How late an instance may learn of the end of a session, in ms.
const LATE: Millis = 120_000;
/// How long the key of a write is kept, in ms: longer than a form lies open in a tab that is likely to be sent again.
const KEYS_KEPT: Millis = 2 * 86_400_000;

/// What a batch did.
pub(super) struct Batch {
    deleted: u64,
    /// Where the next one goes on; `None` when the table is done.
    next: Option<String>,
}

type Purging<'a> = BoxFuture<'a, Result<Batch, StoreError>>;

/// How a table is purged.
struct Table {
    name: &'static str,
    /// Deletes a batch, of the rows behind a key in a table that is walked through: the domain, the time, the key, the size.
    batch: for<'a> fn(&'a Domain, Millis, &'a str, i64) -> Purging<'a>,
}

const TABLES: &[Table] = &[
    Table {
        name: "sessions",
        batch: |domain, now, after, limit| {
            Box::pin(async move {
                // Other instances learn from the row that the access tokens of a session are no good any more.
                let kept = millis(domain.limits.session_retention)
                    .max(millis(domain.access_tokens.longest_life()) + LATE);
                let walked = domain
                    .store
                    .purge_sessions(after, now - kept, millis(domain.rotation.idle_ttl), limit)
                    .await?;
                Ok(Batch {
                    deleted: walked.deleted,
                    next: walked.next,
                })
            })
        },
    },
    Table {
        name: "events",
        batch: |domain, now, _, limit| {
            Box::pin(async move {
                let before = now - millis(domain.limits.event_retention);
                Ok(Batch::of_the_oldest(
                    domain.store.purge_events(before, limit).await?,
                    limit,
                ))
            })
        },
    },
    Table {
        name: "idempotency_keys",
        batch: |domain, now, _, limit| {
            Box::pin(async move {
                Ok(Batch::of_the_oldest(
                    domain
                        .store
                        .purge_idempotency_keys(now - KEYS_KEPT, limit)
                        .await?,
                    limit,
                ))
            })
        },
    },
    Table {
        name: "sign_in_failures",
        batch: |domain, now, _, limit| {
            Box::pin(async move {
                Ok(Batch::of_the_oldest(
                    domain.store.purge_sign_in_failures(now, limit).await?,
                    limit,
                ))
            })
        },
    },
];

impl Batch {
    /// A batch of a table whose oldest rows are found without walking through it: there may be more where it was full.
    pub(super) fn of_the_oldest(deleted: u64, limit: i64) -> Self {
        Self {
            deleted,
            next: (i64::try_from(deleted).unwrap_or(i64::MAX) >= limit).then(String::new),
        }
    }
}

/// Purges now and then, for as long as the task lives. What fails is tried again in the next round.
pub(super) async fn run(domain: Domain, task: Task) {
    let mut rounds = tokio::time::interval(INTERVAL);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        if let Some(Err(error)) = task.turn(domain.purge()).await {
            tracing::warn!(%error, "what was kept long enough was not deleted");
        }
    }
}

impl Domain {
    /// One round through every table.
    ///
    /// # Errors
    /// [`StoreError`] of the first batch that failed.
    pub async fn purge(&self) -> Result<(), StoreError> {
        for table in TABLES {
            let mut after = String::new();
            loop {
                let batch = (table.batch)(self, self.clock.now(), &after, BATCH).await?;
                metrics::counter!("latchkey_purged_rows_total", "table" => table.name)
                    .increment(batch.deleted);
                let Some(next) = batch.next else { break };
                after = next;
                tokio::time::sleep(PAUSE).await;
            }
        }
        Ok(())
    }
}
