//! A forgotten password: a code by mail, and another password. Ends every session of the account, and tells its owner.

use crate::{
    error::{AppError, Code, FieldCode},
    event::EventKind,
    ids::MailId,
    input::{Email, Password},
    rules::one_time_code::{self, TokenUse},
    sensitive::Sensitive,
    store::{CodePurpose, Credentials, RevocationReason, User},
};

use super::{
    Asked, ClientInfo, Domain, Presented,
    codes::{Asking, Read},
    mail::{self, Mail, Occasion, Recipient},
};

impl Domain {
    /// Sends a code to an address, if it has an account that may be used. Answers the same, in the same time, if not.
    ///
    /// # Errors
    /// `invalid_input`; `mail_off`; `rate_limited`; `unavailable`.
    pub async fn ask_for_reset(&self, email: &str, client: &ClientInfo) -> Result<Asked, AppError> {
        self.require_mail()?;
        let email = Email::parse(email).map_err(|code| AppError::field("email", code))?;
        let attempt = self.may_ask(&email, client).await?;
        let user = self.store.user_by_email(email.as_str()).await?;
        let user = user.filter(|user| user.disabled_at.is_none());
        let asking = Asking {
            purpose: CodePurpose::Reset,
            email: &email,
            user: user.as_ref().map(|user| &user.id),
            waiting: None,
        };
        let is_known = user.is_some();
        let mail = |code| match is_known {
            true => Mail::Reset { code },
            false => Mail::Nothing,
        };
        self.ask(asking, mail, Some(&attempt), client).await
    }

    /// Sets another password with a code, and ends every session of the account. Returns the account for a sign-in. A password
    /// that is refused uses up neither the code nor a try.
    ///
    /// # Errors
    /// `code_invalid`; `code_expired`; `invalid_input` with the field `password`; `unavailable`.
    pub async fn reset_password(
        &self,
        presented: Presented<'_>,
        password: &Password,
        client: &ClientInfo,
    ) -> Result<Credentials, AppError> {
        // What can be said without the account is said first, for everybody.
        self.check_new_password(password, &[])?;
        let Read { row, .. } = self
            .read_code(&[CodePurpose::Reset], presented, client)
            .await?;
        let user = match &row.user_id {
            Some(id) => self.store.user_by_id(id).await?,
            None => None,
        };
        let user = user
            .filter(|user| user.disabled_at.is_none())
            .ok_or(Code::CodeInvalid)?;
        if let Err(refused) = self.check_new_password(password, &[&user.email, &user.name]) {
            self.store.take_try_back(&row.id).await?;
            return Err(refused);
        }
        let claimant = self.throttle.asking(&address(&user)?, client.ip).claimant();
        let hash = self.passwords.hash(password, claimant).await?;
        let event = self.event(EventKind::PasswordChanged, Some(&user.id), client);
        let reason = RevocationReason::PasswordChange;
        let ending = self.ending(&user.id, None, reason, &event);
        let notice = Mail::PasswordChanged(Occasion::new(event.at, client));
        let notice = self.mail(&notice, Recipient::of(&user, client.locale));
        let done = self
            .store
            .redeem_reset(&row.id, &hash, &event, &ending, Some(&notice))
            .await?
            .ok_or(Code::CodeInvalid)?;
        self.deny_access_tokens(done.ended, reason);
        self.post.is_due();
        Ok(Credentials {
            user,
            password_hash: Some(Sensitive::new(hash)),
        })
    }

    /// Ends every session of an account whose owner did not do what a notice tells, and asks for a reset. `token` is that of the
    /// notice's link, which works for as long as the mail is kept.
    ///
    /// # Errors
    /// `code_invalid`; `rate_limited`; `unavailable`.
    pub async fn was_not_me(&self, token: &str, client: &ClientInfo) -> Result<Asked, AppError> {
        let id = one_time_code::read_token(TokenUse::NotMe, token, &self.secrets)
            .ok_or(Code::CodeInvalid)?;
        let mail = self.store.mail_by_id(&MailId::from(id)).await?;
        let mail = mail.ok_or(Code::CodeInvalid)?;
        let user_id = mail.user_id.ok_or(Code::CodeInvalid)?;
        let user = self.store.user_by_id(&user_id).await?;
        let user = user.ok_or(Code::CodeInvalid)?;
        let event = self.event(EventKind::SessionRevoked, Some(&user_id), client);
        let reason = RevocationReason::SignedOutElsewhere;
        let ending = self.ending(&user_id, None, reason, &event);
        let (email, ended) = if mail.kind == mail::EMAIL_CHANGED && mail.recipient != user.email {
            let changed = self.event(EventKind::EmailChanged, Some(&user_id), client);
            let restored = self
                .store
                .restore_email(&user_id, &mail.recipient, &changed, &ending)
                .await?;
            (mail.recipient, restored.ok_or(Code::CodeInvalid)?.ended)
        } else {
            (user.email, self.store.revoke_sessions_of(&ending).await?)
        };
        self.deny_access_tokens(ended, reason);
        self.ask_for_reset(&email, client).await
    }

    pub(super) fn check_new_password(
        &self,
        password: &Password,
        known: &[&str],
    ) -> Result<(), AppError> {
        self.password_policy
            .check(password, known)
            .map_err(|weakness| AppError::field("password", weakness.field_code()))
    }
}

fn address(user: &User) -> Result<Email, AppError> {
    Email::parse(&user.email).map_err(|_: FieldCode| Code::Internal.into())
}
