//! Changes an account's state. The change, the end of its sessions and the events of both are one transaction.

use super::{
    Ending, Event, RevokedSession, Store, StoreError,
    dialect::{Columns, Transaction},
    events::insert_event,
    outbox::{Notice, insert_notice},
    revocation::revoke_all,
};
use crate::{ids::UserId, rules::clock::Timestamp, session::Role};

/// A change of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountChange<'a> {
    /// Disables it.
    Disable,
    /// Disables it, unless it is the last administrator's.
    DisableOther,
    /// Enables it.
    Enable,
    /// Sets another password hash.
    SetPassword(&'a str),
    /// Sets another name.
    SetName(&'a str),
    /// Sets another role.
    SetRole(Role),
    /// Deletes it at this time, unless a sign-in comes before.
    DeleteAt(Timestamp),
}

impl AccountChange<'_> {
    /// Returns whether the change could take away the last administrator. It is then refused.
    const fn may_remove_administrator(&self) -> bool {
        matches!(
            self,
            Self::DisableOther | Self::SetRole(Role::User) | Self::DeleteAt(_)
        )
    }
}

/// The outcome of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountEnd {
    /// Whether the account's state has changed. A password always changes; the last administrator stays one.
    pub changed: bool,
    /// The sessions that ended.
    pub ended: Vec<RevokedSession>,
}

impl Store {
    /// Changes an account, records `event`, tells `notices` if it has changed, and revokes its sessions as `ending` says, atomically. Changes
    /// the account first and keeps its row locked, so that a concurrent sign-in waits and then sees the change.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn change_account(
        &self,
        change: AccountChange<'_>,
        event: &Event,
        user_id: &UserId,
        ending: Option<&Ending<'_>>,
        notices: &[Notice],
    ) -> Result<AccountEnd, StoreError> {
        let mut transaction = self.begin().await?;
        if change.may_remove_administrator()
            && is_last_administrator(&mut transaction, user_id).await?
        {
            return Ok(AccountEnd {
                changed: false,
                ended: Vec::new(),
            });
        }
        let changed = self::change(&mut transaction, change, event, user_id).await?;
        // For an account that was so before, too: whoever asks twice wants to be sure.
        let ended = match ending {
            Some(ending) => revoke_all(&mut transaction, ending).await?,
            None => Vec::new(),
        };
        for notice in notices.iter().filter(|_| changed) {
            insert_notice(&mut transaction, notice).await?;
        }
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
        AccountChange::Disable | AccountChange::DisableOther => execute!(
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
        AccountChange::SetName(name) => execute!(
            *transaction,
            "UPDATE users SET name = $2 WHERE id = $1 AND name <> $2",
            user_id,
            name
        )?,
        AccountChange::SetRole(role) => execute!(
            *transaction,
            "UPDATE users SET role = $2 WHERE id = $1 AND role <> $2",
            user_id,
            role.as_str()
        )?,
        AccountChange::DeleteAt(at) => execute!(
            *transaction,
            "UPDATE users SET delete_at = $2 WHERE id = $1",
            user_id,
            at
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

/// Returns whether the account is the only one that can administrate. Locks the rows of all administrators, so that two of them cannot
/// remove each other at the same time.
async fn is_last_administrator(
    transaction: &mut Transaction,
    user_id: &UserId,
) -> Result<bool, StoreError> {
    let sql = transaction.text(
        "SELECT id FROM users WHERE role = 'admin' AND disabled_at IS NULL AND delete_at IS NULL ORDER BY id",
        "SELECT id FROM users WHERE role = 'admin' AND disabled_at IS NULL AND delete_at IS NULL ORDER BY id FOR NO KEY UPDATE",
    );
    let administrators: Result<Vec<UserId>, StoreError> = fetch_all!(
        *transaction,
        |row: &dyn Columns| Ok(row.text("id")?.into()),
        sql
    );
    Ok(matches!(administrators?.as_slice(), [last] if last == user_id))
}
