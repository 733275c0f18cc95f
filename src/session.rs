//! What a browser may know of a session: the claims of the access token, without the proof that makes them a
//! credential.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{SessionId, UserId},
    json::{FromJson, Value, from_json},
};

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A person.
    User,
    /// A person who may also see and disable other accounts.
    Admin,
}

impl Role {
    /// Returns the identifier in claims and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Admin => "admin",
        }
    }
}

impl FromJson for Role {
    fn from_json(value: &Value) -> Option<Self> {
        let word = value.text()?;
        [Self::User, Self::Admin]
            .into_iter()
            .find(|role| role.as_str() == word)
    }
}

/// The claims of an access token (RFC 7519 §4.1, RFC 9068 §2.2). Times are seconds since 1970 (NumericDate).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Issuer: the base URL.
    pub iss: String,
    /// Subject: the user's id.
    pub sub: UserId,
    /// Audience: the base URL.
    pub aud: String,
    /// Expiry: rejected at and after this time.
    pub exp: i64,
    /// Not accepted before this time.
    pub nbf: i64,
    /// Issued at this time.
    pub iat: i64,
    /// Unique id of this token.
    pub jti: String,
    /// The user's name.
    pub name: String,
    /// The user's email address.
    pub email: String,
    /// The role of the account.
    pub role: Role,
    /// The session's id.
    pub sid: SessionId,
    /// The refresh generation that this token was issued with.
    #[serde(rename = "gen")]
    pub generation: Generation,
    /// When the person has last proven to be the account's owner (OpenID Connect Core §2); 0 in tokens of earlier versions.
    #[serde(default)]
    pub auth_time: i64,
}

impl Claims {
    /// Returns the total lifetime of the token, in seconds.
    pub fn life(&self) -> u32 {
        u32::try_from(self.exp - self.iat).unwrap_or(0)
    }
}

/// A refresh generation of a session: grows by one with each rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Generation(u64);

impl Generation {
    /// The generation of a new session.
    pub const FIRST: Self = Self(1);

    /// Creates the generation of this number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Returns its number.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// Returns the generation after this one. Stays at the last number there is.
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl FromJson for Generation {
    fn from_json(value: &Value) -> Option<Self> {
        u64::from_json(value).map(Self)
    }
}

impl fmt::Display for Generation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// The session of the signed-in user, as the views see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Session {
    /// The user's id.
    pub user_id: UserId,
    /// The user's email address.
    pub email: String,
    /// The user's name.
    pub name: String,
    /// The role of the account.
    pub role: Role,
    /// The session's id.
    pub session_id: SessionId,
    /// The refresh generation of the current access token.
    pub generation: Generation,
    /// Seconds until the access token expires, measured when this value was created; 0 if it has expired.
    pub expires_in: u32,
}

from_json! {
    Session { user_id, email, name, role, session_id, generation, expires_in }
}

impl Session {
    /// Creates the session of `claims`, whose access token remains valid for `expires_in` seconds.
    pub fn new(claims: Claims, expires_in: u32) -> Self {
        Self {
            user_id: claims.sub,
            email: claims.email,
            name: claims.name,
            role: claims.role,
            session_id: claims.sid,
            generation: claims.generation,
            expires_in,
        }
    }
}
