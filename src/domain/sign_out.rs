//! Ending a session from its own side.

use crate::{
    auth::identity::Identity,
    error::{AppError, Code},
    event::EventKind,
    store::RevocationReason,
};

use super::{Device, Domain};

impl Domain {
    /// Ends the session of an access token, also of one that has run out. Nobody is told whether there was one.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn sign_out(&self, identity: &Identity, device: &Device) -> Result<(), AppError> {
        match identity.authentic() {
            Some(claims) => self.end(&claims.sid, &claims.sub, device).await,
            None => Ok(()),
        }
    }

    /// Ends the session of a refresh token (RFC 7009 §2.1), whatever its generation: who holds an old one may not stay either.
    /// Nobody is told whether it was good.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn revoke(&self, refresh_token: &str, device: &Device) -> Result<(), AppError> {
        let presented = match self.presented(refresh_token) {
            Err(error) if error.code == Code::RefreshInvalid => return Ok(()),
            presented => presented?,
        };
        match self.authentic_session(&presented).await {
            Ok((session, _)) => self.end(&session.id, &session.user_id, device).await,
            Err(error) if error.code == Code::RefreshInvalid => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn end(&self, session_id: &str, user_id: &str, device: &Device) -> Result<(), AppError> {
        let reason = RevocationReason::SignOut;
        if self.store.revoke_session(session_id, reason, self.clock.now()).await? {
            self.forget_sessions([session_id.to_owned()], reason);
            self.record(EventKind::SignOut, user_id, session_id, device).await;
        }
        Ok(())
    }
}
