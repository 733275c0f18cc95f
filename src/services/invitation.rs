//! The mail that administrators send: invitations, and mail that was given up.

use crate::{
    error::{AppError, Code},
    ids::{CodeId, MailId},
    input::Email,
    rules::clock::Millis,
    session::Claims,
    store::{CodePurpose, CodeRow, new_id},
};

use super::{
    ClientInfo, Domain, SignUpPolicy,
    mail::{Mail, Recipient},
};

/// The life of an invitation, in ms: a week.
const INVITED_FOR: Millis = 7 * 86_400_000;

impl Domain {
    /// Invites somebody: sends a link that makes an account and signs in, once, within a week. To an address with an account goes a
    /// mail that says so.
    ///
    /// # Errors
    /// `forbidden`; `invalid_input` with the field `email`; `signup_closed`; `mail_off`; `unavailable`.
    pub async fn invite(
        &self,
        claims: &Claims,
        email: &str,
        client: &ClientInfo,
    ) -> Result<(), AppError> {
        self.require_administrator(claims).await?;
        if self.sign_up == SignUpPolicy::Closed {
            return Err(Code::SignupClosed.into());
        }
        if !self.post.is_on() {
            return Err(Code::MailOff.into());
        }
        let email = Email::parse(email).map_err(|code| AppError::field("email", code))?;
        self.count_write(claims)?;
        let user = self.store.user_by_email(email.as_str()).await?;
        let now = self.clock.now();
        let id = CodeId::from(new_id());
        let row = CodeRow {
            id: id.clone(),
            purpose: CodePurpose::Invitation,
            email: email.as_str().to_owned(),
            user_id: user.as_ref().map(|user| user.id.clone()),
            name: None,
            password_hash: None,
            locale: client.locale.tag().to_owned(),
            is_bound: true,
            tries: 0,
            created_at: now,
            expires_at: now + INVITED_FOR,
        };
        let mail = match user {
            Some(_) => Mail::AddressTaken,
            None => Mail::Invitation { code: id },
        };
        let to = Recipient {
            email: email.as_str(),
            user_id: user.as_ref().map(|user| &user.id),
            locale: client.locale,
        };
        self.store
            .add_code(&row, &self.mail(&mail, to), &[])
            .await?;
        self.post.is_due();
        Ok(())
    }

    /// Tries a mail again that was given up.
    ///
    /// # Errors
    /// `forbidden`; `not_found`; `unavailable`.
    pub async fn resend(&self, claims: &Claims, id: &MailId) -> Result<(), AppError> {
        self.require_administrator(claims).await?;
        if !self.store.revive_mail(id, self.clock.now()).await? {
            return Err(Code::NotFound.into());
        }
        self.post.is_due();
        Ok(())
    }
}
