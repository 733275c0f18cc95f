//! What a browser may know of a session: the claims of the access token, without the proof that makes them a credential.

use serde::{Deserialize, Serialize};

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
    /// The word in claims and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Admin => "admin",
        }
    }
}

/// The claims of an access token (RFC 7519 §4.1, RFC 9068 §2.2). Times are seconds since 1970 (NumericDate).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Issuer: the base URL.
    pub iss: String,
    /// Subject: the user's id.
    pub sub: String,
    /// Audience: the base URL.
    pub aud: String,
    /// Not accepted on or after this time.
    pub exp: i64,
    /// Not accepted before this time.
    pub nbf: i64,
    /// Issued at this time.
    pub iat: i64,
    /// Unique id of this token.
    pub jti: String,
    /// The person's name.
    pub name: String,
    /// The person's email address.
    pub email: String,
    /// What the account may do.
    pub role: Role,
    /// The session's id.
    pub sid: String,
    /// The refresh generation that this token was issued with.
    #[serde(rename = "gen")]
    pub generation: u64,
}

impl Claims {
    /// The life that this token was given, in seconds.
    pub fn life(&self) -> u32 {
        u32::try_from(self.exp - self.iat).unwrap_or(0)
    }
}

/// Who is signed in, as the views see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The user's id.
    pub user_id: String,
    /// The person's email address.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// What the account may do.
    pub role: Role,
    /// The session's id.
    pub session_id: String,
    /// The refresh generation of the access token at hand.
    pub generation: u64,
    /// Seconds until that access token runs out, counted when this value was made; 0 for one that has run out.
    pub expires_in: u32,
}

impl Session {
    /// The session that `claims` speak of, with `expires_in` seconds of life left in its access token.
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
