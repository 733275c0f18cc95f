//! Changes an account's state. The change, the end of its sessions and the events of both are one transaction.

use super::{
    Ending, Event, RevokedSession, Store, StoreError, dialect::Transaction, events::insert_event,
    revocation::revoke_all,
};
use crate::ids::UserId;

/// A change of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountChange<'a> {
    /// Disables it.
    Disable,
    /// Enables it.
    Enable,
    /// Sets another password hash.
    SetPassword(&'a str),
}

/// The outcome of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountEnd {
    /// Whether the account's state has changed. A password always changes.
    pub changed: bool,
    /// The sessions that ended.
    pub ended: Vec<RevokedSession>,
}

impl Store {
    /// Changes an account, records `event`, and revokes its sessions as `ending` says, atomically. Changes the account first and
    /// keeps its row locked, so that a concurrent sign-in waits and then sees the change.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn change_account(
        &self,
        change: AccountChange<'_>,
        event: &Event,
        user_id: &UserId,
        ending: Option<&Ending<'_>>,
    ) -> Result<AccountEnd, StoreError> {
        let mut transaction = self.begin().await?;
        let changed = self::change(&mut transaction, change, event, user_id).await?;
        // For an account that was so before, too: whoever asks twice wants to be sure.
        let ended = match ending {
            Some(ending) => revoke_all(&mut transaction, ending).await?,
            None => Vec::new(),
        };
        transaction.commit().await?;
        Ok(AccountEnd { changed, ended })
    }
}

/// Changes the account and records the event, unless the account was so before. Returns whether it has changed.
pub(super) async fn change(
    transaction: &mut Transaction,
    change: AccountChange<'_>,
    event: &Event,
    user_id: &UserId,
) -> Result<bool, StoreError> {
    let rows = match change {
        AccountChange::Disable => execute!(
            *transaction,
            "UPDATE users SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL",
            user_id,
            event.at
        )?,
        AccountChange::Enable => execute!(
            *transaction,
            "UPDATE users SET disabled_at = NULL WHERE id = $1 AND disabled_at IS NOT NULL",
            user_id
        )?,
        AccountChange::SetPassword(hash) => execute!(
            *transaction,
            "UPDATE users SET password_hash = $2 WHERE id = $1",
            user_id,
            hash
        )?,
    };
    let changed = rows == 1;
    if changed {
        insert_event(transaction, event).await?;
    }
    Ok(changed)
}
