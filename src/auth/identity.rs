//! Who a request comes from, as far as its access token tells.

use std::sync::Arc;

use crate::{error::Code, session::Claims};

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
    /// It is good.
    Verified(Arc<Claims>),
}

impl Identity {
    /// The claims of a good token.
    ///
    /// # Errors
    /// `token_missing`, `token_invalid`, `token_expired` or `session_revoked`.
    pub fn require(&self) -> Result<&Arc<Claims>, Code> {
        match self {
            Self::Verified(claims) => Ok(claims),
            Self::Anonymous => Err(Code::TokenMissing),
            Self::Invalid | Self::UnknownKey => Err(Code::TokenInvalid),
            Self::Expired(_) => Err(Code::TokenExpired),
            Self::Revoked(_) => Err(Code::SessionRevoked),
        }
    }

    /// The claims of a token that is ours, run out or not. Enough to show a name or to sign out, never to read or write data.
    pub fn authentic(&self) -> Option<&Arc<Claims>> {
        match self {
            Self::Verified(claims) | Self::Expired(claims) => Some(claims),
            Self::Anonymous | Self::Invalid | Self::UnknownKey | Self::Revoked(_) => None,
        }
    }
}
