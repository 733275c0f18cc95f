//! Sessions as their owner may see them: without the secret, and without those whose end is long past.

use super::{Store, StoreError, device_binding::bound_by, dialect::Columns, page::readable};
use crate::{
    ids::{SessionId, UserId},
    revocation::RevocationReason,
    rules::{
        clock::{Millis, Timestamp},
        device_binding::BoundBy,
    },
};

/// A session without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRecord {
    /// The session's id.
    pub id: SessionId,
    /// The first use of the current generation.
    pub used_at: Option<Timestamp>,
    /// The time of the sign-in.
    pub created_at: Timestamp,
    /// The time at which the current generation was issued.
    pub refreshed_at: Timestamp,
    /// The absolute end of the session.
    pub expires_at: Timestamp,
    /// The time and reason of the revocation.
    pub revoked: Option<(Timestamp, RevocationReason)>,
    /// The address of the sign-in; empty if unknown.
    pub ip: String,
    /// The `User-Agent` of the sign-in; empty if none was sent.
    pub user_agent: String,
    /// The method of the sign-in: `password`.
    pub method: String,
    /// Who holds the key that the session is bound to.
    pub bound_by: Option<BoundBy>,
}

/// A query for the sessions of a user.
#[derive(Clone, Copy, Debug)]
pub struct DevicesQuery<'a> {
    /// The user.
    pub user_id: &'a UserId,
    /// The current session, which comes first.
    pub current: &'a SessionId,
    /// The current time.
    pub now: Timestamp,
    /// The idle timeout of sessions.
    pub idle: Millis,
    /// Sessions that ended before this time are left out.
    pub ended_since: Timestamp,
    /// The maximum number.
    pub limit: i64,
}

impl Store {
    /// Returns a user's sessions: the current one, then active ones, then ended ones, each the newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn devices_of(
        &self,
        query: DevicesQuery<'_>,
    ) -> Result<Vec<DeviceRecord>, StoreError> {
        let sql = "SELECT id, used_at, created_at, refreshed_at, expires_at, revoked_at, revoked_reason, ip, user_agent, method, bound_by \
            FROM sessions WHERE user_id = $1 AND expires_at >= $3 AND refreshed_at >= $4 AND (revoked_at IS NULL OR revoked_at >= $3) \
            ORDER BY (id = $2) DESC, (revoked_at IS NULL AND expires_at > $5 AND refreshed_at > $6) DESC, created_at DESC, id DESC LIMIT +$7";
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
        id: row.text("id")?.into(),
        used_at: row.optional_time("used_at")?,
        created_at: row.time("created_at")?,
        refreshed_at: row.time("refreshed_at")?,
        expires_at: row.time("expires_at")?,
        revoked: row.optional_time("revoked_at")?.zip(
            row.optional_text("revoked_reason")?
                .map(reason)
                .transpose()?,
        ),
        ip: row.text("ip")?,
        user_agent: row.text("user_agent")?,
        method: row.text("method")?,
        bound_by: bound_by(row)?,
    })
}
