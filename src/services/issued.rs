//! The tokens that a sign-in or a refresh issues.

use crate::{
    error::{AppError, Code},
    rules::{
        access_token::{AccessToken, Subject},
        refresh_token,
    },
    sensitive::Sensitive,
    session::{Generation, Session},
    store::{SessionRecord, User},
};

use super::Domain;

/// A pair of tokens.
#[derive(Clone)]
pub struct Issued {
    /// The access token, in its two parts.
    pub access: AccessToken,
    /// The refresh token that goes with it.
    pub refresh_token: Sensitive<String>,
    /// After a sign-in, the cookie of the device, which knows the account from now on.
    pub device_cookie: Option<String>,
    /// Seconds until the access token expires.
    pub expires_in: u32,
    /// Seconds until the session expires without a refresh: the lifetime of its cookies.
    pub session_life: u32,
}

impl Issued {
    /// Returns the session as a page shows it.
    pub fn session(&self) -> Session {
        Session::new(self.access.claims.clone(), self.expires_in)
    }
}

impl Domain {
    /// Issues the tokens of `generation` of a session.
    pub(super) fn issue(
        &self,
        session: &SessionRecord,
        user: &User,
        generation: Generation,
    ) -> Result<Issued, AppError> {
        let access = self
            .access_tokens
            .issue(&Subject {
                user_id: &user.id,
                email: &user.email,
                name: &user.name,
                role: user.role,
                session_id: &session.id,
                generation,
                proved_at: session.proved_at,
                ends_at: session.expires_at,
            })
            .map_err(|error| {
                tracing::error!(%error, "an access token was not issued");
                AppError::from(Code::Internal)
            })?;
        let refresh_token = refresh_token::derive(
            &session.id,
            generation,
            session.secret.expose(),
            &self.secrets,
        )
        .ok_or_else(|| {
            tracing::error!(session = %session.id, "a session's id is not one of ours");
            AppError::from(Code::Internal)
        })?;
        let until_absolute_end = (session.expires_at - self.clock.now()).max(0) / 1000;
        let session_life = u32::try_from(until_absolute_end)
            .unwrap_or(u32::MAX)
            .min(seconds(self.rotation.idle_ttl));
        let expires_in = access.claims.life();
        Ok(Issued {
            access,
            refresh_token,
            device_cookie: None,
            expires_in,
            session_life,
        })
    }
}

fn seconds(duration: std::time::Duration) -> u32 {
    u32::try_from(duration.as_secs()).unwrap_or(u32::MAX)
}
