//! Writes a sign-in in one transaction: the session, its event, and the end of the sessions beyond the limit.

use super::{
    Event, SessionRecord, Store, StoreError,
    dialect::{Columns, Transaction},
    events::insert_event,
    new_id,
    outbox::{Notice, insert_told_event},
    revocation::RevocationReason,
    sessions::{SESSION_COLUMNS, bind_session},
    sign_in_failures::forgive,
};
use crate::{event::EventKind, ids::SessionId, rules::clock::Millis};

/// A session to open, and its conditions.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    /// The session.
    pub session: &'a SessionRecord,
    /// The hash that the password was checked against, empty where the account has none. An account with another one refuses the
    /// session.
    pub checked_hash: &'a str,
    /// The event of the sign-in.
    pub event: &'a Event,
    /// The maximum number of active sessions of the account, including this one.
    pub living_at_most: i64,
    /// The idle timeout of sessions.
    pub idle: Millis,
    /// The language of who signs in, for an account whose language is not known.
    pub locale: &'a str,
    /// The buckets of failed sign-ins that the sign-in empties.
    pub forgiven: &'a [&'a str],
    /// The notice of the sign-in to the owner.
    pub notice: Option<&'a Notice>,
}

impl Store {
    /// Opens a session if its account is enabled and still has the checked password. Returns the ids of the sessions that it has
    /// ended, or `None` if refused. Locks the account's row first, so that a sign-in either sees that the account was disabled, or
    /// is seen by the act that disables it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Refused`] when the secret is not 32 bytes long.
    pub async fn open_session(
        &self,
        opening: Opening<'_>,
    ) -> Result<Option<Vec<SessionId>>, StoreError> {
        let Opening {
            session,
            checked_hash,
            event,
            ..
        } = opening;
        let mut transaction = self.begin().await?;
        let sql = transaction.text(
            concat!(
                "INSERT INTO sessions (",
                SESSION_COLUMNS!(),
                ") SELECT $1, id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14 ",
                "FROM users WHERE id = $2 AND disabled_at IS NULL AND COALESCE(password_hash, '') = $15"
            ),
            // What the locked row holds is read anew once the lock is there (READ COMMITTED). `NO KEY`: notes and the like go on.
            concat!(
                "INSERT INTO sessions (",
                SESSION_COLUMNS!(),
                ") SELECT $1, id, $3, $4, $5::bigint, $6, $7, $8, $9::bigint, $10, $11, $12, $13, $14::bigint ",
                "FROM users WHERE id = $2 AND disabled_at IS NULL AND COALESCE(password_hash, '') = $15 FOR NO KEY UPDATE"
            ),
        );
        if bind_session!(transaction, sql, session, checked_hash) == 0 {
            return Ok(None);
        }
        insert_told_event(&mut transaction, event, opening.notice).await?;
        let sql = "UPDATE users SET delete_at = NULL WHERE id = $1 AND delete_at IS NOT NULL";
        if execute!(transaction, sql, &session.user_id)? == 1 {
            let kept = Event {
                id: new_id(),
                kind: EventKind::DeletionCancelled,
                ..Event::clone(event)
            };
            insert_event(&mut transaction, &kept).await?;
        }
        let sql = "UPDATE users SET locale = $2 WHERE id = $1 AND locale IS NULL";
        execute!(transaction, sql, &session.user_id, opening.locale)?;
        forgive(&mut transaction, opening.forgiven).await?;
        let ended = end_surplus(&mut transaction, opening).await?;
        for id in &ended {
            let event = event.of_revoked(id.clone(), RevocationReason::SessionLimit);
            insert_event(&mut transaction, &event).await?;
        }
        transaction.commit().await?;
        Ok(Some(ended))
    }
}

/// Ends the oldest active sessions beyond the limit, never the new one, even if the clocks of two instances differ.
async fn end_surplus(
    transaction: &mut Transaction,
    opening: Opening<'_>,
) -> Result<Vec<SessionId>, StoreError> {
    let Opening {
        session,
        living_at_most,
        idle,
        ..
    } = opening;
    let now = session.created_at;
    macro_rules! surplus {
        ($lock:literal) => {
            concat!(
                "UPDATE sessions SET revoked_at = $2, revoked_reason = $3 WHERE id IN (SELECT id FROM sessions WHERE id IN (",
                "SELECT id FROM sessions WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2 AND refreshed_at > $4 AND id <> $5 ",
                "ORDER BY created_at DESC, id DESC LIMIT 1000 OFFSET $6) ORDER BY id",
                $lock,
                ") RETURNING id"
            )
        };
    }
    let sql = transaction.text(
        surplus!(""),
        concat!(
            "WITH ended AS (",
            surplus!(" FOR UPDATE"),
            ") SELECT id, pg_notify('latchkey', id)::text FROM ended"
        ),
    );
    let reason = RevocationReason::SessionLimit.as_str();
    let others = (living_at_most - 1).max(0);
    fetch_all!(
        *transaction,
        |row: &dyn Columns| Ok(row.text("id")?.into()),
        sql,
        &session.user_id,
        now,
        reason,
        now - idle,
        &session.id,
        others
    )
}
