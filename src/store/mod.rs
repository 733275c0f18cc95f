//! The data of Latchkey, in SQLite or PostgreSQL behind one type. Holds SQL and no rules.
//!
//! A file per subject adds its functions to [`Store`]. The caller gives every time and id, so that a test can move the clock and a
//! decision sees one clock only. May import the shared words and the plain types of `rules`.

mod connect;
#[macro_use]
pub mod dialect;
mod accounts;
mod admin;
mod codes;
mod device_binding;
pub mod devices;
mod error;
pub mod events;
mod generations;
mod group_commit;
pub mod keys;
mod migrations;
mod notifications;
mod outbox;
pub mod page;
mod postgres;
pub mod purge;
mod redemption;
mod revocation;
mod secrets;
mod seed;
pub mod sessions;
mod sign_in;
mod sign_in_failures;
mod sqlite;
pub mod tasks;
pub mod users;
pub(crate) mod values;

#[cfg(test)]
pub(crate) mod tests;

pub use accounts::{AccountChange, AccountEnd};
pub use admin::AdminRow;
pub use codes::{CodePurpose, CodeRow};
pub use devices::{DeviceRecord, DevicesQuery};
pub use error::StoreError;
pub use events::Event;
pub use generations::{FirstUse, MarkedUsed};
pub use keys::SigningKeyRow;
pub use migrations::Migrations;
pub use notifications::{Notification, Notifications};
pub use outbox::{MailResult, MailRow, Notice};
pub use revocation::{Ending, RevokedSession};
pub use secrets::ServerSecret;
pub use seed::{Demo, DemoRows};
pub use sessions::{RevocationReason, SessionOfUser, SessionRecord};
pub use sign_in::Opening;
pub use sign_in_failures::Fill;
pub use tasks::{Task, Tasks, caught};
pub use users::{Credentials, User};

use std::time::{Duration, UNIX_EPOCH};

use sqlx::{Database, Pool, pool::PoolConnection};

use crate::{ids::SessionId, rules::clock::Timestamp};
use dialect::{Columns, Connection, Db, Pools, Transaction};
use generations::{Advance, Step};
use group_commit::GroupCommit;

/// The database. Clones share it.
#[derive(Clone, Debug)]
pub struct Store {
    pools: Pools,
    /// The group commits of refreshes.
    lookups: GroupCommit<SessionId, Option<SessionOfUser>>,
    advances: GroupCommit<Advance, Step>,
}

impl Store {
    fn over(pools: Pools) -> Self {
        let (read, write) = (pools.clone(), pools.clone());
        Self {
            lookups: GroupCommit::start("lookups", move |ids| {
                sessions::sessions_and_users(read.clone(), ids)
            }),
            advances: GroupCommit::start("advances", move |steps| {
                generations::advance_all(write.clone(), steps)
            }),
            pools,
        }
    }

    /// Reads a row, so that success means that the database can be read, not only reached.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], after a few seconds at most.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let mut db = self.read().await?;
        fetch_optional!(
            db,
            |row: &dyn Columns| row.number("version"),
            "SELECT version FROM _sqlx_migrations LIMIT 1"
        )?;
        Ok(())
    }

    /// Closes every connection. Every later call on any clone fails with [`StoreError::Unavailable`].
    pub async fn close(&self) {
        match &self.pools {
            Db::Sqlite(pools) => pools.close().await,
            Db::Postgres(pool) => postgres::close(pool).await,
        }
    }

    /// Returns `"sqlite"` or `"postgres"`.
    pub fn kind(&self) -> &'static str {
        match &self.pools {
            Db::Sqlite(_) => "sqlite",
            Db::Postgres(_) => "postgres",
        }
    }

    /// A connection that reads.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn read(&self) -> Result<Connection, StoreError> {
        self.pools.read().await
    }

    /// A connection that writes, each statement for itself.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn write(&self) -> Result<Connection, StoreError> {
        self.pools.write().await
    }

    /// Begins a transaction. Dropping it before [`Transaction::commit`] rolls it back.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn begin(&self) -> Result<Transaction, StoreError> {
        Ok(match &self.pools {
            Db::Sqlite(pools) => Db::Sqlite(pools.writer.begin_with(sqlite::BEGIN).await?),
            Db::Postgres(pool) => Db::Postgres(pool.begin().await?),
        })
    }
}

impl Pools {
    async fn read(&self) -> Result<Connection, StoreError> {
        Ok(match self {
            Db::Sqlite(pools) => Db::Sqlite(acquire(&pools.readers).await?),
            Db::Postgres(pool) => Db::Postgres(pool.acquire().await?),
        })
    }

    async fn write(&self) -> Result<Connection, StoreError> {
        Ok(match self {
            Db::Sqlite(pools) => Db::Sqlite(acquire(&pools.writer).await?),
            Db::Postgres(pool) => Db::Postgres(pool.acquire().await?),
        })
    }
}

/// Takes a connection: an idle one at once. Waiting for one is boxed: it is fifteen kilobytes, which every future that reads would carry.
async fn acquire<D: Database>(pool: &Pool<D>) -> Result<PoolConnection<D>, StoreError> {
    match pool.try_acquire() {
        Some(connection) => Ok(connection),
        None => Ok(Box::pin(pool.acquire()).await?),
    }
}

/// Formats a time by RFC 3339 in UTC with seconds: `2026-11-21T18:38:04Z`. Clamps it to the years 1970 to 9999.
pub fn rfc3339(at: Timestamp) -> String {
    const LAST: i64 = 253_402_300_799_999;
    let since_1970 = Duration::from_millis(at.millis().clamp(0, LAST).unsigned_abs());
    humantime::format_rfc3339_seconds(UNIX_EPOCH + since_1970).to_string()
}

/// Returns an id for a new row: globally unique, sorted by its creation time (UUID v7, RFC 9562 §5.7).
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
