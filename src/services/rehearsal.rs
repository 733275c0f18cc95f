//! What the page `/dev/sessions` of a development server looks at and does to its own session. Nothing else calls it.

use std::net::{IpAddr, Ipv4Addr};

use super::{ClientInfo, Domain};
use crate::{
    error::{AppError, Code},
    ids::SessionId,
    rules::device_binding::BoundBy,
    session::Claims,
    store::{RevocationReason, rfc3339},
};

/// The session of a page, as the database has it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SessionAtWork {
    /// Its id.
    pub id: String,
    /// The current generation.
    pub generation: u64,
    /// When the current generation was first used, RFC 3339.
    pub used_at: Option<String>,
    /// When the current generation was issued, RFC 3339.
    pub refreshed_at: String,
    /// When the session ends, whatever happens, RFC 3339.
    pub expires_at: String,
    /// Why it has ended.
    pub revoked: Option<&'static str>,
    /// The thumbprint of the key that it is bound to (RFC 7638).
    pub key: Option<String>,
    /// Who holds that key.
    pub bound_by: Option<&'static str>,
}

impl Domain {
    /// Returns a session.
    ///
    /// # Errors
    /// `not_found`; `unavailable`.
    pub async fn session_at_work(&self, id: &SessionId) -> Result<SessionAtWork, AppError> {
        let found = self.store.session_and_user(id).await?;
        let found = found.ok_or(Code::NotFound)?;
        let session = found.session;
        Ok(SessionAtWork {
            id: session.id.into(),
            generation: session.generation.number(),
            used_at: session.used_at.map(rfc3339),
            refreshed_at: rfc3339(session.refreshed_at),
            expires_at: rfc3339(session.expires_at),
            revoked: session.revoked_reason.map(RevocationReason::as_str),
            key: found.binding.map(|binding| binding.key.thumbprint()),
            bound_by: found.binding.map(|binding| BoundBy::as_str(binding.by)),
        })
    }

    /// Refreshes the session of a token twice, as a thief does who has copied its refresh token.
    ///
    /// # Errors
    /// What the thief is told: `refresh_unbound` where the session is bound.
    pub async fn rehearse_theft(&self, claims: &Claims) -> Result<(), AppError> {
        let found = self.store.session_and_user(&claims.sid).await?;
        let found = found.ok_or(Code::NotFound)?;
        let (session, user) = (&found.session, &found.user);
        let thief = ClientInfo::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 66)), "curl/8.0");
        let copy = self.issue(session, user, session.generation)?.refresh_token;
        let next = self.refresh(copy.expose(), &thief).await?.issued;
        self.refresh(next.refresh_token.expose(), &thief).await?;
        Ok(())
    }

    /// Ends the session of a token as another device of its user does.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn rehearse_end(&self, claims: &Claims, client: &ClientInfo) -> Result<(), AppError> {
        let reason = RevocationReason::SignedOutElsewhere;
        if self.revoke_session(&claims.sid, reason).await? {
            self.record_revocation(&claims.sub, &claims.sid, reason, client)
                .await;
        }
        Ok(())
    }
}
