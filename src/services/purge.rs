//! Deletes rows after their retention. Every table that grows has a line in [`TABLES`].
//!
//! Works in small batches with pauses, so that a request waits for one batch at most. Every instance purges; two at the same time
//! do no harm.

use std::time::Duration;

use futures::future::BoxFuture;
use tokio::time::MissedTickBehavior;

use super::Domain;
use crate::{
    rules::clock::{Millis, Timestamp, millis},
    store::{Store, StoreError, Task, purge::Walked},
};

/// The interval of rounds.
const INTERVAL: Duration = Duration::from_secs(10);
/// The number of rows that a batch reads or deletes.
const BATCH: i64 = 500;
/// The pause between two batches: a million sessions take a few minutes.
const PAUSE: Duration = Duration::from_millis(200);
/// The delay with which an instance may learn of the end of a session, in ms.
const LATE: Millis = 120_000;
/// For how long idempotency keys outlive a session that nobody uses, in ms. An outbox sends what waits under its key again, also
/// after a sign-in within a day of the end of the session.
const KEYS_KEPT: Millis = 2 * 86_400_000;

/// The outcome of a batch.
pub(super) struct Batch {
    deleted: u64,
    /// The key after which the next batch starts; `None` at the end of the table.
    next: Option<String>,
}

/// How long a code is kept after its life, in ms.
const EXPIRED_CODES_KEPT: Millis = 86_400_000;
/// How long mail is kept, in ms: for as long as the link in a notice works.
const MAIL_KEPT: Millis = 7 * 86_400_000;

type Purging<'a> = BoxFuture<'a, Result<Batch, StoreError>>;

/// The way to purge a table.
struct Table {
    name: &'static str,
    /// Deletes a batch, given the domain, the time, the key to start after, and the size.
    batch: for<'a> fn(&'a Domain, Timestamp, &'a str, i64) -> Purging<'a>,
}

/// Removes up to so many rows of a feature's table that are no longer kept at that time. Returns their number.
pub type PurgeBatch = fn(&Store, Timestamp, i64) -> BoxFuture<'_, Result<u64, StoreError>>;

/// A table of a feature that is purged.
#[derive(Clone, Copy)]
pub struct FeaturePurge {
    /// Its name.
    pub table: &'static str,
    /// Removes a batch.
    pub batch: PurgeBatch,
}

const TABLES: &[Table] = &[
    Table {
        name: "sessions",
        batch: |domain, now, after, limit| {
            Box::pin(async move {
                // Other instances learn from the row that the access tokens of a session are no good any more.
                let kept = millis(domain.limits.session_retention)
                    .max(millis(domain.access_tokens.longest_life()) + LATE);
                let idle = millis(domain.rotation.idle_ttl);
                let walked = domain.store.purge_sessions(after, now - kept, idle, limit);
                Ok(walked.await?.into())
            })
        },
    },
    Table {
        name: "events",
        batch: |domain, now, _, limit| {
            Box::pin(async move {
                let before = now - millis(domain.limits.event_retention);
                Ok(domain.store.purge_events(before, limit).await?.into())
            })
        },
    },
    Table {
        name: "idempotency_keys",
        batch: |domain, now, _, limit| {
            Box::pin(async move {
                let kept = millis(domain.rotation.idle_ttl) + KEYS_KEPT;
                let purged = domain.store.purge_idempotency_keys(now - kept, limit);
                Ok(Batch::of_the_oldest(purged.await?, limit))
            })
        },
    },
    Table {
        name: "sign_in_failures",
        batch: |domain, now, _, limit| {
            Box::pin(async move {
                let walked = domain.store.purge_sign_in_failures(now, limit);
                Ok(walked.await?.into())
            })
        },
    },
    Table {
        name: "users",
        batch: |domain, now, _, limit| {
            Box::pin(async move {
                // Other instances learn from the rows of its sessions that they are over.
                let before = now - LATE;
                Ok(Batch::of_the_oldest(
                    domain.store.purge_users(before, limit.min(20)).await?,
                    limit.min(20),
                ))
            })
        },
    },
    Table {
        name: "codes",
        batch: |domain, now, _, limit| {
            Box::pin(async move {
                // For a day more, so that a late one is told that it has expired.
                let before = now - EXPIRED_CODES_KEPT;
                Ok(Batch::of_the_oldest(
                    domain.store.purge_codes(before, limit).await?,
                    limit,
                ))
            })
        },
    },
    Table {
        name: "used_proofs",
        batch: |domain, now, _, limit| {
            Box::pin(async move {
                Ok(Batch::of_the_oldest(
                    domain.store.purge_used_proofs(now, limit).await?,
                    limit,
                ))
            })
        },
    },
    Table {
        name: "outbox",
        batch: |domain, now, _, limit| {
            Box::pin(async move {
                Ok(Batch::of_the_oldest(
                    domain.store.purge_mails(now - MAIL_KEPT, limit).await?,
                    limit,
                ))
            })
        },
    },
];

impl From<Walked> for Batch {
    fn from(Walked { deleted, next }: Walked) -> Self {
        Self { deleted, next }
    }
}

impl Batch {
    /// Returns the outcome for a table whose oldest rows an index finds. A full batch means that there may be more.
    pub(super) fn of_the_oldest(deleted: u64, limit: i64) -> Self {
        Self {
            deleted,
            next: (i64::try_from(deleted).unwrap_or(i64::MAX) >= limit).then(String::new),
        }
    }
}

/// Purges at intervals for as long as the task lives. Retries a failure in the next round.
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
    /// Runs one round through every table.
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
        for FeaturePurge { table, batch } in &self.purges {
            loop {
                let deleted = batch(&self.store, self.clock.now(), BATCH).await?;
                metrics::counter!("latchkey_purged_rows_total", "table" => *table)
                    .increment(deleted);
                if Batch::of_the_oldest(deleted, BATCH).next.is_none() {
                    break;
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
        Ok(())
    }
}
