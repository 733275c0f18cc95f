//! Signing out: a session ends itself.

use crate::{
    error::{AppError, Code},
    event::EventKind,
    ids::{SessionId, UserId},
    rules::identity::Identity,
    store::{RevocationReason, SessionOfUser},
};

use super::{ClientInfo, Domain};

impl Domain {
    /// Ends the session of an access token, expired or not, and returns its id. Returns `None` without a token.
    ///
    /// # Errors
    /// `sign_out_unconfirmed` for a token that proves no session (its key is gone, its halves do not match), while the refresh
    /// token may; `unavailable`.
    pub async fn sign_out<'a>(
        &self,
        identity: &'a Identity,
        device: &ClientInfo,
    ) -> Result<Option<&'a SessionId>, AppError> {
        match identity {
            Identity::Verified(claims)
            | Identity::Expired(claims)
            | Identity::Unconfirmed(claims) => {
                self.end(&claims.sid, &claims.sub, device).await?;
                Ok(Some(&claims.sid))
            }
            Identity::Revoked(claims) => Ok(Some(&claims.sid)),
            Identity::Anonymous => Ok(None),
            Identity::Invalid | Identity::UnknownKey => Err(Code::SignOutUnconfirmed.into()),
        }
    }

    /// Ends the session of a refresh token (RFC 7009 §2.1) of any generation. Returns its id if the token is authentic; a program
    /// is not told.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn revoke(
        &self,
        refresh_token: &str,
        device: &ClientInfo,
    ) -> Result<Option<SessionId>, AppError> {
        let presented = match self.presented(refresh_token) {
            Err(error) if error.code == Code::RefreshInvalid => return Ok(None),
            presented => presented?,
        };
        match self.authentic_session(&presented).await {
            Ok(SessionOfUser { session, .. }) => {
                self.end(&session.id, &session.user_id, device).await?;
                Ok(Some(session.id))
            }
            Err(error) if error.code == Code::RefreshInvalid => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn end(
        &self,
        session_id: &SessionId,
        user_id: &UserId,
        device: &ClientInfo,
    ) -> Result<(), AppError> {
        let reason = RevocationReason::SignOut;
        if self.revoke_session(session_id, reason).await? {
            self.record(EventKind::SignOut, user_id, session_id, device)
                .await;
        }
        Ok(())
    }
}
