//! Deletes rows after their retention, in batches. Finds them on a reading connection, so that an empty round does not block
//! writers.

use super::{Store, StoreError, dialect::Columns, generations::rows};
use crate::rules::clock::{Millis, Timestamp};

/// The outcome of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walked {
    /// The number of deleted rows.
    pub deleted: u64,
    /// The key after which the next batch starts; `None` at the end of the table.
    pub next: Option<String>,
}

impl Walked {
    /// Returns the outcome for the oldest rows, which were `found`. A full batch means that there may be more, whoever has deleted it.
    fn of_the_oldest(found: &[String], deleted: u64, limit: i64) -> Self {
        let is_full = i64::try_from(found.len()).unwrap_or(i64::MAX) >= limit;
        Self {
            deleted,
            next: is_full.then(String::new),
        }
    }
}

/// Deletes the rows with these keys, if the condition still holds. PostgreSQL skips rows that another instance has locked.
macro_rules! delete_rows {
    ($db:expr, $table:literal, $key:literal, $condition:literal, $keys:expr $(, $value:expr)*) => {{
        let sql = $db.text(
            concat!("DELETE FROM ", $table, " WHERE ", $key, " IN (SELECT value FROM json_each($1)) AND ", $condition),
            concat!(
                "DELETE FROM ", $table, " WHERE ", $key, " IN (SELECT ", $key, " FROM ", $table, " WHERE ", $key,
                " IN (SELECT value FROM json_array_elements_text($1::json)) AND ", $condition,
                " ORDER BY ", $key, " FOR UPDATE SKIP LOCKED)"
            ),
        );
        execute!($db, sql, rows($keys)? $(, $value)*)
    }};
}

impl Store {
    /// Reads up to `limit` sessions after the id `after`, and deletes those that had ended before `before`: revoked, past their
    /// absolute end, or idle for `idle`. Walks the table by its primary key, because an index on columns that a refresh changes
    /// would slow every refresh.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn purge_sessions(
        &self,
        after: &str,
        before: Timestamp,
        idle: Millis,
        limit: i64,
    ) -> Result<Walked, StoreError> {
        let sql = "SELECT id, CAST(CASE WHEN revoked_at < $2 OR expires_at < $2 OR refreshed_at < $3 THEN 1 ELSE 0 END AS BIGINT) AS over
            FROM sessions WHERE id > $1 ORDER BY id LIMIT $4";
        let read = |row: &dyn Columns| Ok((row.text("id")?, row.number("over")? == 1));
        let idle_before = before - idle;
        let seen: Result<Vec<(String, bool)>, StoreError> = {
            let mut db = self.read().await?;
            fetch_all!(db, read, sql, after, before, idle_before, limit)
        };
        let seen = seen?;
        let full = i64::try_from(seen.len()).unwrap_or(i64::MAX) >= limit;
        let next = seen.last().filter(|_| full).map(|(id, _)| id.clone());
        let over: Vec<String> = seen
            .into_iter()
            .filter_map(|(id, over)| over.then_some(id))
            .collect();
        if over.is_empty() {
            return Ok(Walked { deleted: 0, next });
        }
        let mut db = self.write().await?;
        let deleted = delete_rows!(
            db,
            "sessions",
            "id",
            "(revoked_at < $2 OR expires_at < $2 OR refreshed_at < $3)",
            &over,
            before,
            idle_before
        )?;
        Ok(Walked { deleted, next })
    }

    /// Deletes up to `limit` events from before `before`. Another instance may delete them at the same time.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn purge_events(&self, before: Timestamp, limit: i64) -> Result<Walked, StoreError> {
        let old = self
            .keys(
                "SELECT id AS key FROM events WHERE at < $1 ORDER BY at LIMIT $2",
                before,
                limit,
            )
            .await?;
        if old.is_empty() {
            return Ok(Walked::default());
        }
        let mut db = self.write().await?;
        let deleted = delete_rows!(db, "events", "id", "at < $2", &old, before)?;
        Ok(Walked::of_the_oldest(&old, deleted, limit))
    }

    /// Deletes up to `limit` buckets of failed sign-ins that were empty before `now`. Another instance may delete them at the same time.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn purge_sign_in_failures(
        &self,
        now: Timestamp,
        limit: i64,
    ) -> Result<Walked, StoreError> {
        let drained = self
            .keys(
                "SELECT key FROM sign_in_failures WHERE empty_at < $1 ORDER BY empty_at LIMIT $2",
                now,
                limit,
            )
            .await?;
        if drained.is_empty() {
            return Ok(Walked::default());
        }
        let mut db = self.write().await?;
        let deleted = delete_rows!(
            db,
            "sign_in_failures",
            "key",
            "empty_at < $2",
            &drained,
            now
        )?;
        Ok(Walked::of_the_oldest(&drained, deleted, limit))
    }

    /// Deletes up to `limit` accounts whose grace was over before `now`, with all that belongs to them. Their events stay, without
    /// what tells of the person. Returns their number.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn purge_users(&self, now: Timestamp, limit: i64) -> Result<u64, StoreError> {
        let due = self
            .keys(
                "SELECT id AS key FROM users WHERE delete_at < $1 ORDER BY delete_at LIMIT $2",
                now,
                limit,
            )
            .await?;
        let mut deleted = 0;
        for id in due {
            let mut transaction = self.begin().await?;
            let sql = "DELETE FROM users WHERE id = $1 AND delete_at < $2";
            if execute!(transaction, sql, &id, now)? == 1 {
                let sql =
                    "UPDATE events SET ip = '', user_agent = '', detail = NULL WHERE user_id = $1";
                execute!(transaction, sql, &id)?;
                let sql = "DELETE FROM outbox WHERE user_id = $1";
                execute!(transaction, sql, &id)?;
                transaction.commit().await?;
                deleted += 1;
            }
        }
        Ok(deleted)
    }

    /// Deletes at most `limit` idempotency keys from before `before`; how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn purge_idempotency_keys(
        &self,
        before: Timestamp,
        limit: i64,
    ) -> Result<u64, StoreError> {
        let sql = "DELETE FROM idempotency_keys WHERE (user_id, key) IN \
            (SELECT user_id, key FROM idempotency_keys WHERE created_at < $1 ORDER BY created_at LIMIT $2)";
        let mut db = self.write().await?;
        execute!(db, sql, before, limit.max(0))
    }

    /// Returns the keys of up to `limit` rows that are older than `before`.
    async fn keys(
        &self,
        sql: &'static str,
        before: Timestamp,
        limit: i64,
    ) -> Result<Vec<String>, StoreError> {
        let mut db = self.read().await?;
        fetch_all!(db, |row: &dyn Columns| row.text("key"), sql, before, limit)
    }
}
