//! The mail that administrators send: invitations, and mail that was given up.

use crate::{
    error::{AppError, Code},
    event::EventKind,
    ids::MailId,
    input::Email,
    session::Claims,
    store::CodePurpose,
};

use super::{ClientInfo, Domain, SignUpPolicy, codes::Asking, mail::Mail};

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
        self.require_mail()?;
        let email = Email::parse(email).map_err(|code| AppError::field("email", code))?;
        self.count_write(claims)?;
        let user = self.store.user_by_email(email.as_str()).await?;
        let is_taken = user.is_some();
        let asking = Asking {
            purpose: CodePurpose::Invitation,
            email: &email,
            user: user.as_ref().map(|user| &user.id),
            waiting: None,
        };
        let mail = |code| match is_taken {
            true => Mail::AddressTaken,
            false => Mail::Invitation { code },
        };
        self.ask(asking, mail, None, client).await?;
        self.record(EventKind::Invited, &claims.sub, &claims.sid, client)
            .await;
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
