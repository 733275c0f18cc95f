//! Sessions as their owner may see them: without the secret, and without those that ended long ago.

use super::{Store, StoreError, dialect::Columns, page::readable};
use crate::{revocation::RevocationReason, rules::clock::Millis};

/// A session, without what only the server may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRecord {
    /// The session's id.
    pub id: String,
    /// When the current generation was first used.
    pub used_at: Option<Millis>,
    /// When the person signed in.
    pub created_at: Millis,
    /// When the current generation was issued.
    pub refreshed_at: Millis,
    /// When the session ends, whatever happens.
    pub expires_at: Millis,
    /// When and why the session was ended.
    pub revoked: Option<(Millis, RevocationReason)>,
    /// The address that the person signed in from; empty when unknown.
    pub ip: String,
    /// The `User-Agent` that the person signed in with; empty when it sent none.
    pub user_agent: String,
    /// How the person signed in: `password`.
    pub method: String,
}

/// Which sessions of a person are asked for.
#[derive(Clone, Copy, Debug)]
pub struct DevicesQuery<'a> {
    /// Whose.
    pub user_id: &'a str,
    /// The one that comes first.
    pub current: &'a str,
    /// What time it is.
    pub now: Millis,
    /// A session that was not refreshed for so long is over.
    pub idle: Millis,
    /// Those that ended before this are left out.
    pub ended_since: Millis,
    /// How many at most.
    pub limit: i64,
}

impl Store {
    /// A person's sessions: the current one, then those that go on, then those that are over, each the newest first. One that does not
    /// read is skipped.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn devices_of(
        &self,
        query: DevicesQuery<'_>,
    ) -> Result<Vec<DeviceRecord>, StoreError> {
        let sql = "SELECT id, used_at, created_at, refreshed_at, expires_at, revoked_at, revoked_reason, ip, user_agent, method \
            FROM sessions WHERE user_id = $1 AND expires_at >= $3 AND refreshed_at >= $4 AND (revoked_at IS NULL OR revoked_at >= $3) \
            ORDER BY (id = $2) DESC, (revoked_at IS NULL AND expires_at > $5 AND refreshed_at > $6) DESC, created_at DESC, id DESC LIMIT $7";
        let DevicesQuery {
            user_id,
            current,
            now,
            idle,
            ended_since,
            limit,
        } = query;
        let mut db = self.read().await?;
        let read = |row: &dyn Columns| {
            Ok(readable(
                "sessions",
                row.text("id").ok().as_ref(),
                device(row),
            ))
        };
        let rows: Result<Vec<Option<DeviceRecord>>, StoreError> = fetch_all!(
            db,
            read,
            sql,
            user_id,
            current,
            ended_since,
            ended_since - idle,
            now,
            now - idle,
            limit.max(0)
        );
        Ok(rows?.into_iter().flatten().collect())
    }
}

fn device(row: &dyn Columns) -> Result<DeviceRecord, StoreError> {
    let reason = |word: String| {
        RevocationReason::parse(&word).ok_or(StoreError::Corrupt("sessions.revoked_reason"))
    };
    Ok(DeviceRecord {
        id: row.text("id")?,
        used_at: row.optional_number("used_at")?,
        created_at: row.number("created_at")?,
        refreshed_at: row.number("refreshed_at")?,
        expires_at: row.number("expires_at")?,
        revoked: row.optional_number("revoked_at")?.zip(
            row.optional_text("revoked_reason")?
                .map(reason)
                .transpose()?,
        ),
        ip: row.text("ip")?,
        user_agent: row.text("user_agent")?,
        method: row.text("method")?,
    })
}
