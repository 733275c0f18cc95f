//! The keys of bound sessions, and the proofs that were given. `sessions.rs` reads the key with the session.

use super::{
    Event, Store, StoreError,
    dialect::Columns,
    outbox::{Notice, insert_told_event},
};
use crate::{
    ids::SessionId,
    rules::{
        clock::{Millis, Timestamp},
        device_binding::{Binding, BoundBy},
        key_proof::DeviceKey,
    },
};

/// The most proofs of one holder that are kept: more than the shortest tokens need in the life of a challenge.
const MOST_PROOFS: i64 = 2_000;

impl Store {
    /// Binds a session to a key, once: a session that has a key keeps it. Returns whether the session has this key now.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn bind_session(
        &self,
        id: &SessionId,
        key: &DeviceKey,
        by: BoundBy,
    ) -> Result<bool, StoreError> {
        // The second writing of the same key is the answer to a browser whose first answer was lost.
        let sql = "UPDATE sessions SET bound_key = $2, bound_by = $3 \
            WHERE id = $1 AND revoked_at IS NULL AND (bound_key IS NULL OR bound_key = $2)";
        let mut db = self.write().await?;
        Ok(execute!(db, sql, id, key.as_bytes(), by.as_str())? == 1)
    }

    /// Begins the one grace of a session. Returns false if it has begun before.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn begin_grace(&self, id: &SessionId, now: Timestamp) -> Result<bool, StoreError> {
        let sql = "UPDATE sessions SET grace_began_at = $2 WHERE id = $1 AND grace_began_at IS NULL AND revoked_at IS NULL";
        let mut db = self.write().await?;
        Ok(execute!(db, sql, id, now)? == 1)
    }

    /// Records that a copy of a session was tried, and writes the notice to its owner, in one transaction. Returns false, and writes
    /// nothing, if that was done less than `pause` ago.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn note_copy(
        &self,
        id: &SessionId,
        pause: Millis,
        event: &Event,
        notice: Option<&Notice>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE sessions SET copy_told_at = $2 WHERE id = $1 AND (copy_told_at IS NULL OR copy_told_at <= $3)";
        let mut transaction = self.begin().await?;
        if execute!(transaction, sql, id, event.at, event.at - pause)? == 0 {
            return Ok(false);
        }
        insert_told_event(&mut transaction, event, notice).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Uses up a proof of a session or an account. Returns false if it was used before, or if its holder has given too many lately.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn use_proof(
        &self,
        id: &str,
        holder: &str,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "INSERT INTO used_proofs (id, holder, expires_at) SELECT $1, $2, $3 \
            WHERE (SELECT COUNT(*) FROM used_proofs WHERE holder = $2) < $4 ON CONFLICT (id) DO NOTHING";
        let mut db = self.write().await?;
        Ok(execute!(db, sql, id, holder, expires_at, MOST_PROOFS)? == 1)
    }

    /// Deletes up to `limit` proofs that had expired before `before`. Returns their number.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn purge_used_proofs(
        &self,
        before: Timestamp,
        limit: i64,
    ) -> Result<u64, StoreError> {
        let sql = "DELETE FROM used_proofs WHERE id IN (SELECT id FROM used_proofs WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)";
        let mut db = self.write().await?;
        execute!(db, sql, before, limit.max(0))
    }
}

/// Reads the binding of a session.
pub(super) fn binding(row: &dyn Columns) -> Result<Option<Binding>, StoreError> {
    let (Some(key), Some(by)) = (row.optional_bytes("bound_key")?, bound_by(row)?) else {
        return Ok(None);
    };
    Ok(Some(Binding {
        key: DeviceKey::from_bytes(&key).ok_or(StoreError::Corrupt("sessions.bound_key"))?,
        by,
        grace_began: row.optional_time("grace_began_at")?,
        copy_told: row.optional_time("copy_told_at")?,
    }))
}

/// Reads who holds the key of a session.
pub(super) fn bound_by(row: &dyn Columns) -> Result<Option<BoundBy>, StoreError> {
    let parse =
        |word: String| BoundBy::parse(&word).ok_or(StoreError::Corrupt("sessions.bound_by"));
    row.optional_text("bound_by")?.map(parse).transpose()
}
