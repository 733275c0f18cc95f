//! Deleting what nobody needs any more, a batch at a time. What is to go is looked for on a connection that reads, so that a round
//! that finds nothing keeps no writer waiting.

use super::{Store, StoreError, dialect::Columns, generations::rows};
use crate::rules::clock::Millis;

/// What a batch of a table that is walked through did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walked {
    /// How many rows went.
    pub deleted: u64,
    /// Where the next batch goes on; `None` at the end of the table.
    pub next: Option<String>,
}

/// Deletes the rows with these keys, if the condition still holds. PostgreSQL skips what another instance is about to delete.
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
    /// Looks at up to `limit` sessions after the id `after`, and deletes those that were over before `before`: revoked, past their
    /// last day, or not refreshed for `idle` until then. The table is walked through by its primary key, because an index on what a
    /// refresh changes would cost every refresh.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn purge_sessions(
        &self,
        after: &str,
        before: Millis,
        idle: Millis,
        limit: i64,
    ) -> Result<Walked, StoreError> {
        let sql = "SELECT id, CAST(CASE WHEN revoked_at < $2 OR expires_at < $2 OR refreshed_at < $3 THEN 1 ELSE 0 END AS BIGINT) AS over
            FROM sessions WHERE id > $1 ORDER BY id LIMIT $4";
        let read = |row: &dyn Columns| Ok((row.text("id")?, row.number("over")? == 1));
        let idle_before = before.saturating_sub(idle);
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

    /// Deletes up to `limit` events from before `before`; how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn purge_events(&self, before: Millis, limit: i64) -> Result<u64, StoreError> {
        let old = self
            .keys(
                "SELECT id AS key FROM events WHERE at < $1 ORDER BY at LIMIT $2",
                before,
                limit,
            )
            .await?;
        if old.is_empty() {
            return Ok(0);
        }
        let mut db = self.write().await?;
        delete_rows!(db, "events", "id", "at < $2", &old, before)
    }

    /// Deletes up to `limit` buckets of failed sign-ins that were empty before `now`; how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn purge_sign_in_failures(&self, now: Millis, limit: i64) -> Result<u64, StoreError> {
        let drained = self
            .keys(
                "SELECT key FROM sign_in_failures WHERE empty_at < $1 ORDER BY empty_at LIMIT $2",
                now,
                limit,
            )
            .await?;
        if drained.is_empty() {
            return Ok(0);
        }
        let mut db = self.write().await?;
        delete_rows!(
            db,
            "sign_in_failures",
            "key",
            "empty_at < $2",
            &drained,
            now
        )
    }

    /// Deletes at most `limit` idempotency keys from before `before`; how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn purge_idempotency_keys(
        &self,
        before: Millis,
        limit: i64,
    ) -> Result<u64, StoreError> {
        let sql = "DELETE FROM idempotency_keys WHERE (user_id, key) IN \
            (SELECT user_id, key FROM idempotency_keys WHERE created_at < $1 ORDER BY created_at LIMIT $2)";
        let mut db = self.write().await?;
        execute!(db, sql, before, limit.max(0))
    }

    /// The keys of up to `limit` rows that are older than `before`.
    async fn keys(
        &self,
        sql: &'static str,
        before: Millis,
        limit: i64,
    ) -> Result<Vec<String>, StoreError> {
        let mut db = self.read().await?;
        fetch_all!(db, |row: &dyn Columns| row.text("key"), sql, before, limit)
    }
}
