//! Failed sign-ins, counted in buckets that all instances share.

use std::collections::HashMap;

use serde::Serialize;

use super::{
    Event, Store, StoreError,
    dialect::{Columns, Transaction},
    events::insert_event_at_most,
    generations::rows,
};
use crate::rules::clock::{Millis, Timestamp};

/// The amount that a failure adds to a bucket.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Fill {
    /// The bucket.
    pub key: String,
    /// The time in which it drains.
    pub interval: Millis,
}

impl Store {
    /// Returns the times at which buckets are empty, for those that were ever filled.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn sign_in_failures(
        &self,
        keys: &[&str],
    ) -> Result<HashMap<String, Timestamp>, StoreError> {
        let mut db = self.read().await?;
        let sql = db.text(
            "SELECT key, empty_at FROM sign_in_failures WHERE key IN (SELECT value FROM json_each($1))",
            "SELECT key, empty_at FROM sign_in_failures WHERE key IN (SELECT value FROM json_array_elements_text($1::json))",
        );
        fetch_all!(
            db,
            |row: &dyn Columns| Ok((row.text("key")?, row.time("empty_at")?)),
            sql,
            rows(keys)?
        )
    }

    /// Fills buckets, and adds an event unless its user (or all events without a user) has `limit` of its kind since `since`, in
    /// one transaction. Writes the same for a known and an unknown address. Returns whether the event was added.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn record_failed_sign_in(
        &self,
        fills: &[Fill],
        event: &Event,
        limit: i64,
        since: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        fill(&mut transaction, fills, event.at).await?;
        let added = insert_event_at_most(&mut transaction, event, limit, since).await?;
        transaction.commit().await?;
        Ok(added)
    }

    /// Returns whether a session of the account was opened from this address since `since`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn has_signed_in_from(
        &self,
        email: &str,
        ip: &str,
        since: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT s.id FROM users u JOIN sessions s ON s.user_id = u.id \
            WHERE u.email = $1 AND s.ip = $2 AND s.created_at >= $3 ORDER BY s.created_at DESC LIMIT 1";
        let mut db = self.read().await?;
        let found: Option<String> = fetch_optional!(
            db,
            |row: &dyn Columns| row.text("id"),
            sql,
            email,
            ip,
            since
        )?;
        Ok(found.is_some())
    }
}

/// Fills buckets. Locks rows in the order of their keys, so that two failures cannot deadlock.
pub(super) async fn fill(
    transaction: &mut Transaction,
    fills: &[Fill],
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut fills = fills.to_vec();
    fills.sort_unstable();
    if fills.is_empty() {
        return Ok(());
    }
    macro_rules! upsert {
        ($rows:literal) => {
            concat!(
                "INSERT INTO sign_in_failures (key, empty_at) ", $rows, " ON CONFLICT (key) DO UPDATE SET empty_at = ",
                "CASE WHEN sign_in_failures.empty_at > $2 THEN sign_in_failures.empty_at + excluded.empty_at - $2 ELSE excluded.empty_at END"
            )
        };
    }
    let sql = transaction.text(
        upsert!("SELECT value ->> 'key', $2 + (value ->> 'interval') FROM json_each($1) WHERE true"),
        upsert!("SELECT key, $2::bigint + interval FROM json_to_recordset($1::json) AS f (key text, interval bigint) ORDER BY key"),
    );
    execute!(*transaction, sql, rows(&fills)?, now)?;
    Ok(())
}

/// Empties buckets, in the transaction of a sign-in.
pub(super) async fn forgive(
    transaction: &mut Transaction,
    keys: &[&str],
) -> Result<(), StoreError> {
    if keys.is_empty() {
        return Ok(());
    }
    let sql = transaction.text(
        "DELETE FROM sign_in_failures WHERE key IN (SELECT value FROM json_each($1))",
        "DELETE FROM sign_in_failures WHERE key IN (
            SELECT key FROM sign_in_failures WHERE key IN (SELECT value FROM json_array_elements_text($1::json)) ORDER BY key FOR UPDATE
        )",
    );
    execute!(*transaction, sql, rows(keys)?)?;
    Ok(())
}
