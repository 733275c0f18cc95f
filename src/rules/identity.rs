//! Who a request comes from, as far as its access token tells.

use std::sync::Arc;

use crate::{
    error::{AppError, Code},
    session::Claims,
};

/// What the access token of a request says.
#[derive(Clone, Debug, Default)]
pub enum Identity {
    /// There is none.
    #[default]
    Anonymous,
    /// It is not one of ours.
    Invalid,
    /// It may be one of ours, of a key that was lost. Nobody knows who it is; the refresh token does.
    UnknownKey,
    /// It was good, and has run out. Who it was is certain; what may have happened since is not.
    Expired(Arc<Claims>),
    /// It is good, but its session was ended.
    Revoked(Arc<Claims>),
    /// It is good, but nobody knows whether its session was ended: this instance has not heard of the others for too long.
    Unconfirmed(Arc<Claims>),
    /// It is good.
    Verified(Arc<Claims>),
}

impl Identity {
    /// The claims of a good token.
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

    /// The claims of a token that is ours, run out or not. Enough to show a name or to sign out, never to read or write data.
    pub fn authentic(&self) -> Option<&Arc<Claims>> {
        match self {
            Self::Verified(claims) | Self::Expired(claims) | Self::Unconfirmed(claims) => {
                Some(claims)
            }
            Self::Anonymous | Self::Invalid | Self::UnknownKey | Self::Revoked(_) => None,
        }
    }
}
