//! Uses one-time codes. A code and what it allows are one transaction: of two uses at the same time one does it.

use super::{
    CodePurpose, Ending, Event, MailRow, Store, StoreError, User,
    accounts::{AccountChange, AccountEnd, change},
    dialect::Transaction,
    events::insert_event,
    outbox::insert_mail,
    revocation::revoke_all,
    users::insert_user,
};
use crate::{
    ids::{CodeId, UserId},
    rules::clock::Timestamp,
};

impl Store {
    /// Uses a sign-up's code and adds its account. Deletes every other sign-up for the address. Returns false if the code was used
    /// meanwhile, or the address is taken.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn redeem_sign_up(
        &self,
        code: &CodeId,
        user: &User,
        password_hash: Option<&str>,
        locale: &str,
        event: &Event,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        if !use_code(&mut transaction, code, event.at).await? {
            return Ok(false);
        }
        match insert_user(&mut transaction, user, password_hash).await {
            Err(StoreError::Duplicate) => return Ok(false),
            result => result?,
        }
        let sql = "UPDATE users SET locale = $2 WHERE id = $1";
        execute!(transaction, sql, &user.id, locale)?;
        let sql = "DELETE FROM codes WHERE email = $1 AND purpose = $2";
        execute!(transaction, sql, &user.email, CodePurpose::SignUp.as_str())?;
        insert_event(&mut transaction, event).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Uses a reset's code, sets the password, ends the account's sessions, and tells the owner, in one transaction. Deletes every
    /// other code of the account. Returns `None` if the code was used meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn redeem_reset(
        &self,
        code: &CodeId,
        password_hash: &str,
        event: &Event,
        ending: &Ending<'_>,
        mail: Option<&MailRow>,
    ) -> Result<Option<AccountEnd>, StoreError> {
        let mut transaction = self.begin().await?;
        if !use_code(&mut transaction, code, event.at).await? {
            return Ok(None);
        }
        let set = AccountChange::SetPassword(password_hash);
        let changed = change(&mut transaction, set, event, ending.user_id).await?;
        let sql = "DELETE FROM codes WHERE user_id = $1";
        execute!(transaction, sql, ending.user_id)?;
        let ended = revoke_all(&mut transaction, ending).await?;
        if let Some(mail) = mail {
            insert_mail(&mut transaction, mail).await?;
        }
        transaction.commit().await?;
        Ok(Some(AccountEnd { changed, ended }))
    }

    /// Uses the code of another address and gives the account that address. Tells the old one by `mail`. Returns false if the code
    /// was used meanwhile, or the address is taken.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn redeem_new_email(
        &self,
        code: &CodeId,
        user_id: &UserId,
        email: &str,
        event: &Event,
        mail: &MailRow,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        if !use_code(&mut transaction, code, event.at).await?
            || !set_email(&mut transaction, user_id, email).await?
        {
            return Ok(false);
        }
        insert_event(&mut transaction, event).await?;
        insert_mail(&mut transaction, mail).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Gives an account its earlier address back and ends its sessions. Returns `None` if somebody else has the address by now.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn restore_email(
        &self,
        user_id: &UserId,
        email: &str,
        event: &Event,
        ending: &Ending<'_>,
    ) -> Result<Option<AccountEnd>, StoreError> {
        let mut transaction = self.begin().await?;
        if !set_email(&mut transaction, user_id, email).await? {
            return Ok(None);
        }
        insert_event(&mut transaction, event).await?;
        let ended = revoke_all(&mut transaction, ending).await?;
        transaction.commit().await?;
        Ok(Some(AccountEnd {
            changed: true,
            ended,
        }))
    }
}

/// Deletes a code that has not expired. Of two uses at the same time one deletes it.
async fn use_code(
    transaction: &mut Transaction,
    id: &CodeId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "DELETE FROM codes WHERE id = $1 AND expires_at > $2";
    Ok(execute!(*transaction, sql, id, now)? == 1)
}

/// Sets the address of an account, and deletes what was sent to other addresses for it. Returns false if the address is taken.
async fn set_email(
    transaction: &mut Transaction,
    user_id: &UserId,
    email: &str,
) -> Result<bool, StoreError> {
    let sql = "DELETE FROM codes WHERE user_id = $1";
    execute!(*transaction, sql, user_id)?;
    let sql = "UPDATE users SET email = $2 WHERE id = $1";
    match execute!(*transaction, sql, user_id, email) {
        Ok(rows) => Ok(rows == 1),
        Err(StoreError::Duplicate) => Ok(false),
        Err(error) => Err(error),
    }
}
