//! The identity of a request, from its access token.

use std::sync::Arc;

use crate::{
    error::{AppError, Code},
    session::Claims,
};

/// The outcome of reading a request's access token.
#[derive(Clone, Debug, Default)]
pub enum Identity {
    /// No token was sent.
    #[default]
    Anonymous,
    /// Not issued by this server.
    Invalid,
    /// Names an unknown key, perhaps one that was lost. Only the refresh token can identify the user.
    UnknownKey,
    /// Valid, but expired. The user is certain; whether the session goes on is not.
    Expired(Arc<Claims>),
    /// Valid, but its session was ended.
    Revoked(Arc<Claims>),
    /// Valid, but this instance is too far behind the others to know whether its session was ended.
    Unconfirmed(Arc<Claims>),
    /// Valid.
    Verified(Arc<Claims>),
}

impl Identity {
    /// Returns the claims of a valid token.
    ///
    /// # Errors
    /// `token_missing`, `token_invalid`, `token_expired` or `session_revoked`; `unavailable`.
    pub fn require(&self) -> Result<&Arc<Claims>, AppError> {
        match self {
            Self::Verified(claims) => Ok(claims),
            Self::Anonymous => Err(Code::TokenMissing.into()),
            Self::Invalid | Self::UnknownKey => Err(Code::TokenInvalid.into()),
            Self::Expired(_) => Err(Code::TokenExpired.into()),
            Self::Revoked(_) => Err(Code::SessionRevoked.into()),
            Self::Unconfirmed(_) => Err(AppError::retry_after(Code::Unavailable, 1)),
        }
    }

    /// Returns the claims of a token that this server issued, expired or not. Suffices to show a name or to sign out, never to read
    /// or write data.
    pub fn authentic(&self) -> Option<&Arc<Claims>> {
        match self {
            Self::Verified(claims) | Self::Expired(claims) | Self::Unconfirmed(claims) => {
                Some(claims)
            }
            Self::Anonymous | Self::Invalid | Self::UnknownKey | Self::Revoked(_) => None,
        }
    }
}
