//! What users do to their own accounts: another password, another name, another address, and the end.

use crate::{
    error::{AppError, Code},
    event::EventKind,
    input::{Email, Name, Password},
    rules::clock::millis,
    session::Claims,
    store::{AccountChange, CodePurpose, CodeRow, RevocationReason, User},
};

use super::{
    Asked, ClientInfo, Domain, Issued, Joined,
    codes::Asking,
    mail::{Mail, Occasion, Recipient},
};

impl Domain {
    /// Sets another password and ends every other session, in one transaction. Tells the owner by mail.
    ///
    /// # Errors
    /// `proof_required`; `invalid_input` with the field `password`; `unavailable`.
    pub async fn change_password(
        &self,
        claims: &Claims,
        password: &Password,
        client: &ClientInfo,
    ) -> Result<(), AppError> {
        self.check_new_password(password, &[&claims.email, &claims.name])?;
        self.require_proof(claims).await?;
        let user = self.own(claims).await?;
        let email = Email::parse(&user.email).map_err(|_| Code::Internal)?;
        let claimant = self.throttle.asking(&email, client.ip).claimant();
        let hash = self.passwords.hash(password, claimant).await?;
        let event = self.event(EventKind::PasswordChanged, Some(&user.id), client);
        let reason = RevocationReason::PasswordChange;
        let ending = self.ending(&user.id, Some(&claims.sid), reason, &event);
        let notice = Mail::PasswordChanged(Occasion::new(event.at, client));
        let notice = self.notice(&notice, Recipient::of(&user, client.locale));
        let done = self
            .store
            .change_account(
                AccountChange::SetPassword(&hash),
                &event,
                &user.id,
                Some(&ending),
                notice.as_slice(),
            )
            .await?;
        self.deny_access_tokens(done.ended, reason);
        self.post.is_due();
        Ok(())
    }

    /// Sets another name, and issues an access token that has it.
    ///
    /// # Errors
    /// `invalid_input` with the field `name`; `session_revoked`; `unavailable`.
    pub async fn rename(
        &self,
        claims: &Claims,
        name: &str,
        client: &ClientInfo,
    ) -> Result<Issued, AppError> {
        let name = Name::parse(name).map_err(|code| AppError::field("name", code))?;
        self.count_write(claims)?;
        let event = self.event(EventKind::NameChanged, Some(&claims.sub), client);
        self.store
            .change_account(
                AccountChange::SetName(name.as_str()),
                &event,
                &claims.sub,
                None,
                &[],
            )
            .await?;
        self.renew_access(claims).await
    }

    /// Issues an access token with what the database says of the user by now. Its generation is that of the caller's token: the
    /// refresh token stays as it is.
    ///
    /// # Errors
    /// `session_revoked`; `unavailable`.
    pub async fn renew_access(&self, claims: &Claims) -> Result<Issued, AppError> {
        let found = self.store.session_and_user(&claims.sid).await?;
        let found = found
            .filter(|found| found.session.revoked_at.is_none())
            .ok_or(Code::SessionRevoked)?;
        self.issue(&found.session, &found.user, claims.generation)
    }

    /// Sends a code to another address. The account has it once the code is presented. Answers the same for an address that is
    /// taken.
    ///
    /// # Errors
    /// `invalid_input` with the field `email`; `proof_required`; `mail_off`; `rate_limited`; `unavailable`.
    pub async fn ask_for_email(
        &self,
        claims: &Claims,
        email: &str,
        client: &ClientInfo,
    ) -> Result<Asked, AppError> {
        self.require_mail()?;
        let email = Email::parse(email).map_err(|code| AppError::field("email", code))?;
        self.require_proof(claims).await?;
        let user = self.own(claims).await?;
        let attempt = self.may_ask(&email, client).await?;
        let is_taken = self.store.user_by_email(email.as_str()).await?.is_some();
        let asking = Asking {
            purpose: CodePurpose::NewEmail,
            email: &email,
            user: Some(&user.id),
            waiting: None,
        };
        let mail = |code| match is_taken {
            true => Mail::AddressTaken,
            false => Mail::NewEmail { code },
        };
        self.ask(asking, mail, Some(&attempt), client).await
    }

    /// Gives an account the address of a code, and tells the old one. Opens a session, because the person has read mail there.
    pub(super) async fn take_new_email(
        &self,
        row: &CodeRow,
        client: &ClientInfo,
    ) -> Result<Joined, AppError> {
        let id = row.user_id.as_ref().ok_or(Code::CodeInvalid)?;
        let user = self.store.user_by_id(id).await?;
        let user = user
            .filter(|user| user.disabled_at.is_none())
            .ok_or(Code::CodeInvalid)?;
        let event = self.event(EventKind::EmailChanged, Some(id), client);
        let notice = Mail::EmailChanged(Occasion::new(event.at, client));
        let notice = self.mail(&notice, Recipient::of(&user, client.locale));
        if !self
            .store
            .redeem_new_email(&row.id, id, &row.email, &event, &notice)
            .await?
        {
            return Err(Code::CodeInvalid.into());
        }
        self.post.is_due();
        let credentials = self.store.credentials_by_id(id).await?;
        let credentials = credentials.ok_or(Code::CodeInvalid)?;
        let issued = self.sign_in_proven(&credentials, client).await?;
        Ok(Joined {
            issued,
            has_password: credentials.password_hash.is_some(),
        })
    }

    /// Marks the account for deletion after a grace, in which a sign-in brings it back, and ends every session. Returns when it is
    /// deleted.
    ///
    /// # Errors
    /// `proof_required`; `last_administrator`; `unavailable`.
    pub async fn ask_for_deletion(
        &self,
        claims: &Claims,
        client: &ClientInfo,
    ) -> Result<(), AppError> {
        self.require_proof(claims).await?;
        let user = self.own(claims).await?;
        let event = self.event(EventKind::DeletionAsked, Some(&user.id), client);
        let reason = RevocationReason::AccountDeleted;
        let ending = self.ending(&user.id, None, reason, &event);
        let at = event.at + millis(self.deletion_grace);
        let notice = Mail::DeletionAsked {
            at: at.millis(),
            occasion: Occasion::new(event.at, client),
        };
        let notice = self.notice(&notice, Recipient::of(&user, client.locale));
        let done = self
            .store
            .change_account(
                AccountChange::DeleteAt(at),
                &event,
                &user.id,
                Some(&ending),
                notice.as_slice(),
            )
            .await?;
        if !done.changed {
            return Err(Code::LastAdministrator.into());
        }
        self.deny_access_tokens(done.ended, reason);
        self.post.is_due();
        Ok(())
    }

    async fn own(&self, claims: &Claims) -> Result<User, AppError> {
        let user = self.store.user_by_id(&claims.sub).await?;
        user.ok_or_else(|| Code::SessionRevoked.into())
    }
}
