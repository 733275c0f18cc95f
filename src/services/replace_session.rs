//! Ends the session that a browser replaces by signing in again (ASVS 7.2.4).

use crate::{ids::SessionId, rules::identity::Identity, session::Claims, store::RevocationReason};

use super::{ClientInfo, Domain};

const REASON: RevocationReason = RevocationReason::SignedInOver;

impl Domain {
    /// Ends the session that the browser held before the sign-in, and returns its id if there was one. Requires an authentic access
    /// token of that session.
    ///
    /// A failure is logged and does not undo the sign-in.
    pub async fn end_replaced_session<'a>(
        &self,
        held: &'a Identity,
        issued: &Claims,
        device: &ClientInfo,
    ) -> Option<&'a SessionId> {
        let replaced = held.authentic().filter(|claims| claims.sid != issued.sid)?;
        match self.revoke_session(&replaced.sid, REASON).await {
            Ok(true) => {
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
