//! How sessions end before their time.

use super::{Store, StoreError, dialect::Columns};
use crate::auth::clock::Millis;

/// Why a session was ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RevocationReason {
    /// The person signed out.
    SignOut,
    /// The person signed this device out from another one.
    SignedOutElsewhere,
    /// A refresh token came back after its successor was in use.
    Reuse,
    /// The person's password was changed.
    PasswordChange,
    /// The account was disabled.
    AccountDisabled,
    /// An administrator ended it.
    Administrator,
}

impl RevocationReason {
    /// Every reason there is.
    pub const ALL: &'static [Self] =
        &[Self::SignOut, Self::SignedOutElsewhere, Self::Reuse, Self::PasswordChange, Self::AccountDisabled, Self::Administrator];

    /// The word in the database and in metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignOut => "sign_out",
            Self::SignedOutElsewhere => "signed_out_elsewhere",
            Self::Reuse => "reuse",
            Self::PasswordChange => "password_change",
            Self::AccountDisabled => "account_disabled",
            Self::Administrator => "administrator",
        }
    }

    /// The reason that goes by this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.as_str() == word)
    }
}

impl Store {
    /// Ends a session; false when it is over already or does not exist.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn revoke_session(&self, id: &str, reason: RevocationReason, now: Millis) -> Result<bool, StoreError> {
        let mut db = self.write().await?;
        let sql = db.text(
            "UPDATE sessions SET revoked_at = $2, revoked_reason = $3 WHERE id = $1 AND revoked_at IS NULL RETURNING id",
            "WITH ended AS (
                UPDATE sessions SET revoked_at = $2, revoked_reason = $3 WHERE id = $1 AND revoked_at IS NULL RETURNING id
            ) SELECT id, pg_notify('latchkey', id)::text FROM ended",
        );
        let ended: Result<Vec<String>, StoreError> = fetch_all!(db, |row: &dyn Columns| row.text("id"), sql, id, now, reason.as_str());
        Ok(!ended?.is_empty())
    }

    /// Ends every session of a user but one; the ids of those that this call ended.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn revoke_sessions_of(
        &self,
        user_id: &str,
        except: Option<&str>,
        reason: RevocationReason,
        now: Millis,
    ) -> Result<Vec<String>, StoreError> {
        let mut db = self.write().await?;
        let sql = db.text(
            "UPDATE sessions SET revoked_at = $3, revoked_reason = $4
            WHERE user_id = $1 AND ($2 IS NULL OR id <> $2) AND revoked_at IS NULL RETURNING id",
            // Rows are locked in the order of their ids, as `mark_used` locks them, lest the two wait for each other.
            "WITH ended AS (
                UPDATE sessions SET revoked_at = $3, revoked_reason = $4
                WHERE id IN (
                    SELECT id FROM sessions
                    WHERE user_id = $1 AND ($2 IS NULL OR id <> $2) AND revoked_at IS NULL ORDER BY id FOR UPDATE
                ) RETURNING id
            ) SELECT id, pg_notify('latchkey', id)::text FROM ended",
        );
        fetch_all!(db, |row: &dyn Columns| row.text("id"), sql, user_id, except, now, reason.as_str())
    }

    /// The sessions ended at `since` or later, and when, the earliest first. A revocation becomes visible a little after its
    /// time, and instances' clocks differ: whoever follows this must ask again for some time before what was seen last.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn revoked_since(&self, since: Millis) -> Result<Vec<(String, Millis)>, StoreError> {
        let read = |row: &dyn Columns| Ok((row.text("id")?, row.number("revoked_at")?));
        let mut db = self.read().await?;
        fetch_all!(db, read, "SELECT id, revoked_at FROM sessions WHERE revoked_at >= $1 ORDER BY revoked_at, id", since)
    }
}
