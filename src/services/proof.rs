//! The proof that the person at an open session is the account's owner: the password, asked for again before an act that would hand
//! the account to a thief of the session (ASVS 7.5.1, 7.5.3). The claim `auth_time` tells when it was last given.

use crate::{
    error::{AppError, Code},
    input::{Email, Password},
    rules::clock::millis,
    session::Claims,
};

use super::{ClientInfo, Domain, Issued};

impl Domain {
    /// Checks the password of the signed-in user, and issues an access token with a fresh `auth_time`. Its generation is that of the
    /// caller's token: the refresh token stays as it is.
    ///
    /// # Errors
    /// `invalid_input` with the field `password`; `invalid_credentials`; `rate_limited`; `session_revoked`; `unavailable`.
    pub async fn prove(
        &self,
        claims: &Claims,
        password: &Password,
        client: &ClientInfo,
    ) -> Result<Issued, AppError> {
        password
            .check()
            .map_err(|code| AppError::field("password", code))?;
        let email = Email::parse(&claims.email).map_err(|_| Code::Internal)?;
        let known = self.known_device(client);
        let known = known.as_ref().and_then(|known| known.id_for(&email));
        let attempt = self.throttle.attempt(&email, client.ip, known);
        self.throttle.admit(&attempt)?;
        let failures = self.failures(&attempt).await?;
        self.permit(&email, &attempt, &failures, client).await?;
        let credentials = self.store.credentials_by_id(&claims.sub).await?;
        let hash = credentials
            .as_ref()
            .and_then(crate::store::Credentials::password_hash);
        let verdict = self
            .passwords
            .verify(password, hash, attempt.claimant())
            .await?;
        if !verdict.matches {
            self.record_failed_sign_in(Some(&claims.sub), &attempt, client)
                .await;
            return Err(Code::InvalidCredentials.into());
        }
        let now = self.clock.now();
        let found = self.store.prove_session(&claims.sid, now).await?;
        let found = found.ok_or(Code::SessionRevoked)?;
        self.issue(&found.session, &found.user, claims.generation)
    }

    /// Checks that the person of the session has proven to be the account's owner lately.
    ///
    /// # Errors
    /// `proof_required`; `session_revoked`; `unavailable`.
    pub(super) async fn require_proof(&self, claims: &Claims) -> Result<(), AppError> {
        let session = self.store.session(&claims.sid).await?;
        let session = session
            .filter(|session| session.revoked_at.is_none())
            .ok_or(Code::SessionRevoked)?;
        let age = self.clock.now() - session.proved_at;
        if age > millis(self.proof_age) {
            return Err(Code::ProofRequired.into());
        }
        Ok(())
    }
}
