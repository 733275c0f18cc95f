//! Ending the session that a browser signs in over (ASVS 7.2.4).

use crate::{rules::identity::Identity, session::Claims, store::RevocationReason};

use super::{Device, Domain};

const REASON: RevocationReason = RevocationReason::SignedInOver;

impl Domain {
    /// Ends the session that the browser held until it signed in anew: its id, where there was one. Only what the browser proves to hold
    /// by an authentic access token is ended.
    ///
    /// The sign-in has happened, so a failure is logged and does not undo it.
    pub async fn end_replaced_session<'a>(
        &self,
        held: &'a Identity,
        issued: &Claims,
        device: &Device,
    ) -> Option<&'a str> {
        let replaced = held.authentic().filter(|claims| claims.sid != issued.sid)?;
        match self
            .store
            .revoke_session(&replaced.sid, REASON, self.clock.now())
            .await
        {
            Ok(true) => {
                self.forget_sessions([replaced.sid.clone()], REASON);
                self.record_revocation(&replaced.sub, &replaced.sid, REASON, device)
                    .await;
            }
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(%error, session = %replaced.sid, "a session that was signed in over was not ended")
            }
        }
        Some(&replaced.sid)
    }
}
