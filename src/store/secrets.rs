//! The registered secrets that servers issue under, by their public ids.

use super::{Store, StoreError, dialect::Columns};
use crate::rules::clock::Timestamp;

/// A secret that a server issues or has issued under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerSecret {
    /// The public id.
    pub id: String,
    /// The time of its first registration.
    pub registered_at: Timestamp,
    /// The time of its last registration.
    pub seen_at: Timestamp,
}

impl Store {
    /// Registers that this server issues under the secret `id`. Returns `true` the first time that any server does. Deletes secrets
    /// whose last registration is before `forgotten`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn register_secret(
        &self,
        id: &str,
        now: Timestamp,
        forgotten: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut db = self.write().await?;
        let insert = "INSERT INTO server_secrets (id, registered_at, seen_at) VALUES ($1, $2, $2) ON CONFLICT DO NOTHING";
        let is_new = execute!(db, insert, id, now)? > 0;
        if !is_new {
            execute!(
                db,
                "UPDATE server_secrets SET seen_at = $2 WHERE id = $1 AND seen_at < $2",
                id,
                now
            )?;
        }
        execute!(
            db,
            "DELETE FROM server_secrets WHERE seen_at < $1",
            forgotten
        )?;
        Ok(is_new)
    }

    /// Returns every secret, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn server_secrets(&self) -> Result<Vec<ServerSecret>, StoreError> {
        let read = |row: &dyn Columns| {
            Ok(ServerSecret {
                id: row.text("id")?,
                registered_at: row.time("registered_at")?,
                seen_at: row.time("seen_at")?,
            })
        };
        let mut db = self.read().await?;
        fetch_all!(
            db,
            read,
            "SELECT id, registered_at, seen_at FROM server_secrets ORDER BY registered_at DESC, id"
        )
    }

    /// Returns the number of sessions that may still be refreshed and were last refreshed before `before`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn sessions_refreshed_before(
        &self,
        before: Timestamp,
        idle_since: Timestamp,
        now: Timestamp,
    ) -> Result<i64, StoreError> {
        let sql = "SELECT count(*) AS sessions FROM sessions \
            WHERE revoked_at IS NULL AND expires_at > $3 AND refreshed_at > $2 AND refreshed_at < $1";
        let mut db = self.read().await?;
        let counted: Option<i64> = fetch_optional!(
            db,
            |row: &dyn Columns| row.number("sessions"),
            sql,
            before,
            idle_since,
            now
        )?;
        Ok(counted.unwrap_or_default())
    }
}
