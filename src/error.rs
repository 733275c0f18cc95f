//! The one error type of Latchkey, shared by server and browser.
//!
//! An [`AppError`] is what a person or a program may be told: a [`Code`] from a closed list, which fixes the HTTP status and the
//! sentence in each language, and for a refused form the [`FieldCode`] of each field. It never carries text from inside the server.
//! Code below the HTTP layer that can only fail for reasons of its own (SQL, cryptography) has its own error type and is turned
//! into [`Code::Unavailable`] or [`Code::Internal`] at the border.

use std::{collections::BTreeMap, fmt};

use http::StatusCode;
use serde::{Deserialize, Serialize};
use server_fn::{codec::JsonEncoding, error::FromServerFnError, error::ServerFnErrorErr};

use crate::{
    revocation::RevocationReason,
    text::{Locale, Text},
};

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal, $status:ident;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// Every code there is, for tests and for the API description.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word that programs match on.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The HTTP status that goes with the code.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)* }
            }

            /// The sentence for a person.
            pub const fn text(self) -> Text {
                match self { $(Self::$variant => Text::$variant,)* }
            }
        }
    };
}

codes! {
    /// What went wrong, as a closed list.
    Code {
        /// Email and password do not belong together (or the account does not exist, or is disabled: nobody is told which).
        InvalidCredentials = "invalid_credentials", UNAUTHORIZED;
        /// The request carries no access token.
        TokenMissing = "token_missing", UNAUTHORIZED;
        /// The access token is not one of ours, or was altered.
        TokenInvalid = "token_invalid", UNAUTHORIZED;
        /// The access token was good and has run out: refresh and try again.
        TokenExpired = "token_expired", UNAUTHORIZED;
        /// The session behind the access token was ended.
        SessionRevoked = "session_revoked", UNAUTHORIZED;
        /// The refresh token is not one of ours.
        RefreshInvalid = "refresh_invalid", UNAUTHORIZED;
        /// The session behind the refresh token has reached its idle or absolute age.
        RefreshExpired = "refresh_expired", UNAUTHORIZED;
        /// The session behind the refresh token was ended.
        RefreshRevoked = "refresh_revoked", UNAUTHORIZED;
        /// A refresh token came back after its successor was in use: somebody holds a copy, the session is over.
        RefreshReused = "refresh_reused", UNAUTHORIZED;
        /// The cookies are taken back, but nothing proved which session was to end: it may live on.
        SignOutUnconfirmed = "sign_out_unconfirmed", CONFLICT;
        /// Signed in, but not allowed to do this.
        Forbidden = "forbidden", FORBIDDEN;
        /// What one person wrote, sent when another one is signed in.
        OtherPerson = "other_person", CONFLICT;
        /// An unsafe request that another site started.
        CrossOrigin = "cross_origin", FORBIDDEN;
        /// The request could not be read.
        Malformed = "malformed", BAD_REQUEST;
        /// Nothing there.
        NotFound = "not_found", NOT_FOUND;
        /// The account holds as much as it may.
        QuotaExceeded = "quota_exceeded", CONFLICT;
        /// The path exists, the method does not.
        MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED;
        /// More than 64 KiB.
        PayloadTooLarge = "payload_too_large", PAYLOAD_TOO_LARGE;
        /// The request did not arrive in time.
        RequestTimeout = "request_timeout", REQUEST_TIMEOUT;
        /// A request for a host that is not served here.
        Misdirected = "misdirected", MISDIRECTED_REQUEST;
        /// A body of a kind that the endpoint does not read.
        UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE;
        /// Readable, but a field holds something that cannot be accepted.
        InvalidInput = "invalid_input", UNPROCESSABLE_ENTITY;
        /// The key of another request, which was answered already.
        IdempotencyKeyReused = "idempotency_key_reused", UNPROCESSABLE_ENTITY;
        /// Too many attempts; see `Retry-After`.
        RateLimited = "rate_limited", TOO_MANY_REQUESTS;
        /// The database is away or busy; see `Retry-After`.
        Unavailable = "unavailable", SERVICE_UNAVAILABLE;
        /// A defect of ours.
        Internal = "internal", INTERNAL_SERVER_ERROR;
        /// The browser keeps no cookies, so nobody can be signed in with it.
        CookiesBlocked = "cookies_blocked", BAD_REQUEST;
        /// The browser could not reach the server. Never sent by the server.
        Offline = "offline", GATEWAY_TIMEOUT;
        /// Something on the way answered instead of the server: a captive portal, a proxy. Never sent by the server.
        ForeignAnswer = "foreign_answer", BAD_GATEWAY;
    }
}

codes! {
    /// Why one field was refused.
    FieldCode {
        /// Nothing was entered.
        Required = "required", UNPROCESSABLE_ENTITY;
        /// Longer than allowed.
        TooLong = "too_long", UNPROCESSABLE_ENTITY;
        /// Not the form of an email address.
        InvalidEmail = "invalid_email", UNPROCESSABLE_ENTITY;
        /// Holds a character that cannot be stored (U+0000).
        InvalidCharacter = "invalid_character", UNPROCESSABLE_ENTITY;
    }
}

/// An error that may be shown: the code, the refused fields, and after how many seconds a retry makes sense.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppError {
    /// What went wrong.
    pub code: Code,
    /// The refused fields by name; empty unless `code` is [`Code::InvalidInput`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, FieldCode>,
    /// Seconds until a retry makes sense (RFC 9110 §10.2.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// Why the session was ended, where `code` is [`Code::RefreshRevoked`] and the caller holds its refresh token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<RevocationReason>,
}

impl AppError {
    /// One refused field.
    pub fn field(name: &str, code: FieldCode) -> Self {
        Self {
            fields: BTreeMap::from([(name.to_owned(), code)]),
            ..Code::InvalidInput.into()
        }
    }

    /// An error with a time after which a retry makes sense, in seconds.
    pub fn retry_after(code: Code, seconds: u32) -> Self {
        Self {
            retry_after: Some(seconds),
            ..code.into()
        }
    }

    /// The sentence for a person: the first refused field's, else the code's.
    pub fn message(&self, locale: Locale) -> &'static str {
        self.fields
            .values()
            .next()
            .map_or(self.code.text(), |field| field.text())
            .get(locale)
    }
}

impl From<Code> for AppError {
    fn from(code: Code) -> Self {
        Self {
            code,
            fields: BTreeMap::new(),
            retry_after: None,
            reason: None,
        }
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())
    }
}

impl std::error::Error for AppError {}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        use ServerFnErrorErr as E;
        match error {
            E::Request(_) | E::Response(_) => Code::Offline.into(),
            // What stands between browser and server, in the words of the library.
            E::MiddlewareError(_) => Code::ForeignAnswer.into(),
            E::Args(_)
            | E::MissingArg(_)
            | E::Deserialization(_)
            | E::UnsupportedRequestMethod(_) => Code::Malformed.into(),
            _ => Code::Internal.into(),
        }
    }
}

impl From<ServerFnErrorErr> for AppError {
    fn from(error: ServerFnErrorErr) -> Self {
        Self::from_server_fn_error(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_the_serialized_name_of_its_variant() {
        for code in Code::ALL {
            assert_eq!(
                serde_json::to_string(code).ok(),
                Some(format!("\"{}\"", code.as_str()))
            );
        }
        for code in FieldCode::ALL {
            assert_eq!(
                serde_json::to_string(code).ok(),
                Some(format!("\"{}\"", code.as_str()))
            );
        }
    }

    #[test]
    fn the_message_names_the_field_first() {
        let error = AppError::field("email", FieldCode::InvalidEmail);
        assert_eq!(
            error.message(Locale::English),
            Text::InvalidEmail.get(Locale::English)
        );
        assert_eq!(
            AppError::from(Code::NotFound).message(Locale::Korean),
            Text::NotFound.get(Locale::Korean)
        );
    }
}
