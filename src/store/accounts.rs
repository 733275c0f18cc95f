//! How an account's state changes: the change, the end of its sessions and the record of both are one transaction.

use super::{
    Ending, Event, RevokedSession, Store, StoreError, events::insert_event, revocation::revoke_all,
};

/// What happens to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountChange<'a> {
    /// It may not be used any more.
    Disable,
    /// It may be used again.
    Enable,
    /// It gets another password, hashed.
    SetPassword(&'a str),
}

/// What a change did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountEnd {
    /// Whether the account was not so before. A password always changes.
    pub changed: bool,
    /// The sessions that ended.
    pub ended: Vec<RevokedSession>,
}

impl Store {
    /// Changes an account, puts that on record with `event`, and ends its sessions as `ending` says, all of it or nothing. The
    /// account is changed first, and its row stays locked: a sign-in that is under way waits, and then finds the change.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn change_account(
        &self,
        change: AccountChange<'_>,
        event: &Event,
        user_id: &str,
        ending: Option<&Ending<'_>>,
    ) -> Result<AccountEnd, StoreError> {
        let mut transaction = self.begin().await?;
        let rows = match change {
            AccountChange::Disable => execute!(
                transaction,
                "UPDATE users SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL",
                user_id,
                event.at
            )?,
            AccountChange::Enable => execute!(
                transaction,
                "UPDATE users SET disabled_at = NULL WHERE id = $1 AND disabled_at IS NOT NULL",
                user_id
            )?,
            AccountChange::SetPassword(hash) => execute!(
                transaction,
                "UPDATE users SET password_hash = $2 WHERE id = $1",
                user_id,
                hash
            )?,
        };
        let changed = rows == 1;
        if changed {
            insert_event(&mut transaction, event).await?;
        }
        // For an account that was so before, too: whoever asks twice wants to be sure.
        let ended = match ending {
            Some(ending) => revoke_all(&mut transaction, ending).await?,
            None => Vec::new(),
        };
        transaction.commit().await?;
        Ok(AccountEnd { changed, ended })
    }
}
