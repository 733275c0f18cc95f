//! What Latchkey remembers, in SQLite or PostgreSQL behind one type: SQL, and nothing but SQL. Every rule lives elsewhere.
//!
//! A file per subject adds its functions to [`Store`]. The caller gives every time and every id, so that a test can move the clock
//! and one instance's clock is the only one that a decision sees. May import the shared words and the plain types of `auth`.

mod connect;
#[macro_use]
mod dialect;
mod accounts;
pub mod devices;
mod error;
pub mod events;
mod generations;
pub mod keys;
mod migrations;
pub mod notes;
mod notices;
mod page;
mod postgres;
pub mod purge;
mod revocation;
mod secrets;
mod seed;
pub mod sessions;
mod shared;
mod sign_in;
mod sign_in_failures;
mod sqlite;
pub mod tasks;
pub mod users;

#[cfg(test)]
mod tests;

pub use accounts::{AccountChange, AccountEnd};
pub use devices::{DeviceRecord, DevicesQuery};
pub use error::StoreError;
pub use events::Event;
pub use generations::{Mark, Marked};
pub use keys::SigningKeyRow;
pub use notes::{Added, NoteKey};
pub use notices::{Notice, Notices};
pub use revocation::{Ending, RevokedSession};
pub use secrets::ServerSecret;
pub use sessions::{RevocationReason, SessionOfUser, SessionRecord};
pub use sign_in::Opening;
pub use sign_in_failures::Fill;
pub use tasks::{Task, Tasks, caught};
pub use users::User;

use std::time::{Duration, UNIX_EPOCH};

use crate::rules::clock::Millis;
use dialect::{Columns, Connection, Db, Pools, Transaction};
use generations::{Advance, Step};
use shared::Shared;

/// The database. A clone is the same database.
#[derive(Clone, Debug)]
pub struct Store {
    pools: Pools,
    /// What a refresh reads and writes, shared with every other refresh of the moment.
    lookups: Shared<String, Option<SessionOfUser>>,
    advances: Shared<Advance, Step>,
}

impl Store {
    fn over(pools: Pools) -> Self {
        let (read, write) = (pools.clone(), pools.clone());
        Self {
            lookups: Shared::start("lookups", move |ids| {
                sessions::sessions_and_users(read.clone(), ids)
            }),
            advances: Shared::start("advances", move |steps| {
                generations::advance_all(write.clone(), steps)
            }),
            pools,
        }
    }

    /// Asks the database for a row, so that a good answer means that it can be read, not only that it is there.
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

    /// Closes every connection. Whatever is asked afterwards, of any clone, is [`StoreError::Unavailable`].
    pub async fn close(&self) {
        match &self.pools {
            Db::Sqlite(pools) => pools.close().await,
            Db::Postgres(pool) => postgres::close(pool).await,
        }
    }

    /// `"sqlite"` or `"postgres"`.
    pub fn kind(&self) -> &'static str {
        match &self.pools {
            Db::Sqlite(_) => "sqlite",
            Db::Postgres(_) => "postgres",
        }
    }

    async fn read(&self) -> Result<Connection, StoreError> {
        self.pools.read().await
    }

    async fn write(&self) -> Result<Connection, StoreError> {
        self.pools.write().await
    }

    /// Rolled back when dropped before [`Transaction::commit`].
    async fn begin(&self) -> Result<Transaction, StoreError> {
        Ok(match &self.pools {
            Db::Sqlite(pools) => Db::Sqlite(pools.writer.begin_with(sqlite::BEGIN).await?),
            Db::Postgres(pool) => Db::Postgres(pool.begin().await?),
        })
    }
}

impl Pools {
    async fn read(&self) -> Result<Connection, StoreError> {
        Ok(match self {
            Db::Sqlite(pools) => Db::Sqlite(pools.readers.acquire().await?),
            Db::Postgres(pool) => Db::Postgres(pool.acquire().await?),
        })
    }

    async fn write(&self) -> Result<Connection, StoreError> {
        Ok(match self {
            Db::Sqlite(pools) => Db::Sqlite(pools.writer.acquire().await?),
            Db::Postgres(pool) => Db::Postgres(pool.acquire().await?),
        })
    }
}

/// A time as an RFC 3339 text in UTC with seconds: `2026-11-21T18:38:04Z`. What lies outside of 1970 to 9999 becomes the nearer end.
pub fn rfc3339(at: Millis) -> String {
    const LAST: Millis = 253_402_300_799_999;
    let since_1970 = Duration::from_millis(at.clamp(0, LAST).unsigned_abs());
    humantime::format_rfc3339_seconds(UNIX_EPOCH + since_1970).to_string()
}

/// An id for a new row: unique everywhere, and sorting by the time at which it was made (UUID v7, RFC 9562 §5.7).
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
