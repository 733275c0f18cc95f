//! Revokes sessions.

use super::{
    Event, Store, StoreError,
    dialect::{Columns, Db, Link, Transaction},
    events::insert_event,
    outbox::{Notice, insert_told_event},
};
pub use crate::revocation::RevocationReason;
use crate::{
    ids::{SessionId, UserId},
    rules::{
        clock::{Millis, Timestamp},
        expiry::has_run_out,
    },
};

/// A session that was just revoked, with the times that tell whether it had expired before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevokedSession {
    /// The session's id.
    pub id: SessionId,
    /// The time at which its current generation was issued.
    pub refreshed_at: Timestamp,
    /// Its absolute end.
    pub expires_at: Timestamp,
}

impl From<RevokedSession> for SessionId {
    fn from(session: RevokedSession) -> Self {
        session.id
    }
}

/// The revocation of all sessions of a user.
#[derive(Clone, Copy, Debug)]
pub struct Ending<'a> {
    /// The user.
    pub user_id: &'a UserId,
    /// A session to keep.
    pub except: Option<&'a SessionId>,
    /// The reason.
    pub reason: RevocationReason,
    /// The template of the event for each session: user, client and time.
    pub record: &'a Event,
    /// The idle timeout. Revoking a session that had expired is no event.
    pub idle: Millis,
}

impl Store {
    /// Revokes a session. Returns `false` if it was revoked already or does not exist.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn revoke_session(
        &self,
        id: &SessionId,
        reason: RevocationReason,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut db = self.write().await?;
        revoke(&mut db, id, reason, now).await
    }

    /// Revokes a session whose refresh token was reused, records it, and writes the notice to its owner, in one transaction. Returns
    /// `false`, and writes nothing, if it was revoked already or does not exist.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn revoke_stolen(
        &self,
        id: &SessionId,
        event: &Event,
        notice: Option<&Notice>,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        if !revoke(&mut transaction, id, RevocationReason::Reuse, event.at).await? {
            return Ok(false);
        }
        insert_told_event(&mut transaction, event, notice).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Revokes every session of a user except one, and records the end of those that had not expired, in one transaction. Returns
    /// the revoked sessions.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn revoke_sessions_of(
        &self,
        ending: &Ending<'_>,
    ) -> Result<Vec<RevokedSession>, StoreError> {
        let mut transaction = self.begin().await?;
        let ended = revoke_all(&mut transaction, ending).await?;
        transaction.commit().await?;
        Ok(ended)
    }

    /// Returns the sessions that were revoked at `since` or later, with their times, the earliest first. A revocation becomes
    /// visible after its time, and the clocks of instances differ, so a caller that polls must overlap its queries.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn revoked_since(
        &self,
        since: Timestamp,
    ) -> Result<Vec<(SessionId, Timestamp)>, StoreError> {
        let read = |row: &dyn Columns| Ok((row.text("id")?.into(), row.time("revoked_at")?));
        let mut db = self.read().await?;
        fetch_all!(
            db,
            read,
            "SELECT id, revoked_at FROM sessions WHERE revoked_at >= $1 ORDER BY revoked_at, id",
            since
        )
    }
}

/// Revokes a session, and tells other instances.
async fn revoke<S, P>(
    db: &mut Db<S, P>,
    id: &SessionId,
    reason: RevocationReason,
    now: Timestamp,
) -> Result<bool, StoreError>
where
    Db<S, P>: Link,
{
    let sql = db.text(
        "UPDATE sessions SET revoked_at = $2, revoked_reason = $3 WHERE id = $1 AND revoked_at IS NULL RETURNING id",
        "WITH ended AS (
            UPDATE sessions SET revoked_at = $2, revoked_reason = $3 WHERE id = $1 AND revoked_at IS NULL RETURNING id
        ) SELECT id, pg_notify('latchkey', id)::text FROM ended",
    );
    let ended: Result<Vec<String>, StoreError> = fetch_all!(
        *db,
        |row: &dyn Columns| row.text("id"),
        sql,
        id,
        now,
        reason.as_str()
    );
    Ok(!ended?.is_empty())
}

pub(super) async fn revoke_all(
    transaction: &mut Transaction,
    ending: &Ending<'_>,
) -> Result<Vec<RevokedSession>, StoreError> {
    let Ending {
        user_id,
        except,
        reason,
        record,
        idle,
    } = ending;
    let now = record.at;
    let sql = transaction.text(
        "UPDATE sessions SET revoked_at = $3, revoked_reason = $4
        WHERE user_id = $1 AND ($2 IS NULL OR id <> $2) AND revoked_at IS NULL RETURNING id, refreshed_at, expires_at",
        // Rows are locked in the order of their ids, as `mark_used` locks them, lest the two wait for each other.
        "WITH ended AS (
            UPDATE sessions SET revoked_at = $3, revoked_reason = $4
            WHERE id IN (
                SELECT id FROM sessions
                WHERE user_id = $1 AND ($2 IS NULL OR id <> $2) AND revoked_at IS NULL ORDER BY id FOR UPDATE
            ) RETURNING id, refreshed_at, expires_at
        ) SELECT id, refreshed_at, expires_at, pg_notify('latchkey', id)::text FROM ended",
    );
    let read = |row: &dyn Columns| {
        Ok(RevokedSession {
            id: row.text("id")?.into(),
            refreshed_at: row.time("refreshed_at")?,
            expires_at: row.time("expires_at")?,
        })
    };
    let ended: Result<Vec<RevokedSession>, StoreError> = fetch_all!(
        *transaction,
        read,
        sql,
        user_id,
        except,
        now,
        reason.as_str()
    );
    let ended = ended?;
    for session in ended
        .iter()
        .filter(|session| !has_run_out(session.refreshed_at, session.expires_at, *idle, now))
    {
        let event = record.of_revoked(session.id.clone(), *reason);
        insert_event(transaction, &event).await?;
    }
    Ok(ended)
}
