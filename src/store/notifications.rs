//! Notifications between instances (PostgreSQL `LISTEN`, `NOTIFY`). A notification is a hint: it can get lost with a connection,
//! and SQLite has none. A caller that must not miss anything also polls.

use std::time::Duration;

use sqlx::postgres::PgListener;

use super::{
    Store, StoreError,
    dialect::{Columns, Db, Link},
};
use crate::{ids::SessionId, rules::clock::Timestamp};

const CHANNEL: &str = "latchkey";
/// The text of [`Notification::Keys`]; every other text is the id of a session that ended.
pub(super) const KEYS: &str = "keys";

/// A notification, from another instance or from this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notification {
    /// The session with this id was ended.
    Ended(SessionId),
    /// The signing keys have changed.
    Keys,
}

/// Listens for notifications.
pub struct Notifications(PgListener);

impl Store {
    /// Starts listening. Returns `None` on a database without notifications.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn notifications(&self) -> Result<Option<Notifications>, StoreError> {
        let Db::Postgres(pool) = &self.pools else {
            return Ok(None);
        };
        if pool.shares_sessions {
            return Ok(None);
        }
        let mut listener = PgListener::connect_with(&pool.pool).await?;
        listener.listen(CHANNEL).await?;
        Ok(Some(Notifications(listener)))
    }

    /// Returns the time by the database's clock, which all instances share. Returns `None` if that is this machine's clock.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn clock(&self) -> Result<Option<Timestamp>, StoreError> {
        let Db::Postgres(_) = &self.pools else {
            return Ok(None);
        };
        let sql = "SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint AS now";
        let asked = std::time::Instant::now();
        let mut db = self.read().await?;
        let now: Option<Timestamp> = fetch_optional!(db, |row: &dyn Columns| row.time("now"), sql)?;
        // An answer that was long under way says little about now.
        let late = asked.elapsed() > Duration::from_millis(500);
        Ok(now.filter(|_| !late))
    }
}

impl Notifications {
    /// Receives the next notification. Returns `None` after a reconnect, in which notifications may have been lost. Cancel safe.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if it cannot reconnect.
    pub async fn next(&mut self) -> Result<Option<Notification>, StoreError> {
        let Some(told) = self.0.try_recv().await? else {
            return Ok(None);
        };
        Ok(Some(if told.payload() == KEYS {
            Notification::Keys
        } else {
            Notification::Ended(told.payload().into())
        }))
    }
}

/// Sends `text` to every listener when the transaction commits.
pub(super) async fn tell(db: &mut impl Link, text: &str) -> Result<(), StoreError> {
    if let Db::Postgres(_) = db.connection() {
        execute!(*db, "SELECT pg_notify($1, $2)", CHANNEL, text)?;
    }
    Ok(())
}
