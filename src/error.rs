//! The one error type of Latchkey, shared by server and browser.
//!
//! An [`AppError`] is what a user or a client may be told: a [`Code`] from a closed list, which determines the HTTP
//! status and the sentence in each language, and for a rejected form the [`FieldCode`] of each field. It never carries
//! text from inside the server. Code below the HTTP layer with internal causes of failure (SQL, cryptography) has its
//! own error type, which is converted to [`Code::Unavailable`] or [`Code::Internal`] at the boundary.

use std::{collections::BTreeMap, fmt};

use http::StatusCode;
use serde::{Deserialize, Serialize};
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

use crate::{
    json::{FromJson, Json, Value, from_json},
    revocation::{RevocationReason, Revoked},
    text::{Locale, Text},
};

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal, $status:ident;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// Every code, for tests and for the API description.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the identifier that clients match on.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// Returns the HTTP status of the code.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)* }
            }

            /// Returns the sentence for the user.
            pub const fn text(self) -> Text {
                match self { $(Self::$variant => Text::$variant,)* }
            }
        }

        impl FromJson for $name {
            fn from_json(value: &Value) -> Option<Self> {
                let word = value.text()?;
                Self::ALL.iter().copied().find(|code| code.as_str() == word)
            }
        }
    };
}

codes! {
    /// The cause of an error, as a closed list.
    Code {
        /// Email and password do not match, or the account does not exist or is disabled. The answer does not reveal
        /// which.
        InvalidCredentials = "invalid_credentials", UNAUTHORIZED;
        /// The request carries no access token.
        TokenMissing = "token_missing", UNAUTHORIZED;
        /// The access token was not issued by this server, or was altered.
        TokenInvalid = "token_invalid", UNAUTHORIZED;
        /// The access token is authentic but has expired: refresh and retry.
        TokenExpired = "token_expired", UNAUTHORIZED;
        /// The session of the access token was revoked.
        SessionRevoked = "session_revoked", UNAUTHORIZED;
        /// The refresh token was not issued by this server.
        RefreshInvalid = "refresh_invalid", UNAUTHORIZED;
        /// The session of the refresh token has reached its idle timeout or its absolute age.
        RefreshExpired = "refresh_expired", UNAUTHORIZED;
        /// The session of the refresh token was revoked.
        RefreshRevoked = "refresh_revoked", UNAUTHORIZED;
        /// A refresh token was reused after its successor was in use: a copy exists, and the session is revoked.
        RefreshReused = "refresh_reused", UNAUTHORIZED;
        /// The session is bound to a device, and this is not it. Ends nothing.
        RefreshUnbound = "refresh_unbound", UNAUTHORIZED;
        /// The session is bound to another key.
        AlreadyBound = "already_bound", CONFLICT;
        /// The proof of a program's key is not right, or was used (RFC 9449 §5).
        InvalidDpopProof = "invalid_dpop_proof", BAD_REQUEST;
        /// The browser is to sign a challenge, which comes with this.
        DeviceProofRequired = "device_proof_required", FORBIDDEN;
        /// The cookies are cleared, but nothing proved which session to revoke: it may still be active.
        SignOutUnconfirmed = "sign_out_unconfirmed", CONFLICT;
        /// The password is that of a sign-up whose address is not proven yet.
        EmailUnverified = "email_unverified", FORBIDDEN;
        /// The code or the link is not one that was sent here, or was used.
        CodeInvalid = "code_invalid", UNAUTHORIZED;
        /// The code or the link has expired, or was tried too often.
        CodeExpired = "code_expired", UNAUTHORIZED;
        /// Nobody can create an account here.
        SignupClosed = "signup_closed", FORBIDDEN;
        /// The server sends no mail, so nothing that needs it can be done.
        MailOff = "mail_off", NOT_IMPLEMENTED;
        /// The act needs a fresh proof that the person is the account's owner.
        ProofRequired = "proof_required", FORBIDDEN;
        /// The act would leave no administrator.
        LastAdministrator = "last_administrator", CONFLICT;
        /// The user is signed in, but not allowed to do this.
        Forbidden = "forbidden", FORBIDDEN;
        /// One user's input, sent while another user is signed in.
        OtherPerson = "other_person", CONFLICT;
        /// An unsafe request that was initiated by another site.
        CrossOrigin = "cross_origin", FORBIDDEN;
        /// The request could not be parsed.
        Malformed = "malformed", BAD_REQUEST;
        /// The resource does not exist.
        NotFound = "not_found", NOT_FOUND;
        /// The account has reached its quota.
        QuotaExceeded = "quota_exceeded", CONFLICT;
        /// The path exists, but not with this method.
        MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED;
        /// The body is larger than 64 KiB.
        PayloadTooLarge = "payload_too_large", PAYLOAD_TOO_LARGE;
        /// The request did not arrive within the timeout.
        RequestTimeout = "request_timeout", REQUEST_TIMEOUT;
        /// The request is for a host that is not served here.
        Misdirected = "misdirected", MISDIRECTED_REQUEST;
        /// The endpoint does not accept this media type.
        UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE;
        /// The request was parsed, but a field has an invalid value.
        InvalidInput = "invalid_input", UNPROCESSABLE_ENTITY;
        /// The idempotency key belongs to another request, which was already answered.
        IdempotencyKeyReused = "idempotency_key_reused", UNPROCESSABLE_ENTITY;
        /// Too many attempts; see `Retry-After`.
        RateLimited = "rate_limited", TOO_MANY_REQUESTS;
        /// The database is unavailable or busy; see `Retry-After`.
        Unavailable = "unavailable", SERVICE_UNAVAILABLE;
        /// A defect of the server.
        Internal = "internal", INTERNAL_SERVER_ERROR;
        /// The browser stores no cookies, so signing in is impossible.
        CookiesBlocked = "cookies_blocked", BAD_REQUEST;
        /// What waits to be sent would be lost by signing out. Never sent by the server.
        Unsent = "unsent", CONFLICT;
        /// The browser could not reach the server. Never sent by the server.
        Offline = "offline", GATEWAY_TIMEOUT;
        /// An intermediary answered instead of the server: a captive portal, a proxy. Never sent by the server.
        ForeignAnswer = "foreign_answer", BAD_GATEWAY;
    }
}

codes! {
    /// Why a field was rejected.
    FieldCode {
        /// The field is empty.
        Required = "required", UNPROCESSABLE_ENTITY;
        /// The value is longer than allowed.
        TooLong = "too_long", UNPROCESSABLE_ENTITY;
        /// The value does not have the form of an email address.
        InvalidEmail = "invalid_email", UNPROCESSABLE_ENTITY;
        /// The value contains a character that cannot be stored (U+0000).
        InvalidCharacter = "invalid_character", UNPROCESSABLE_ENTITY;
        /// The new password has too few characters.
        TooShort = "too_short", UNPROCESSABLE_ENTITY;
        /// The new password is one of the most used, or repeats itself.
        TooCommon = "too_common", UNPROCESSABLE_ENTITY;
        /// The new password is little more than the address, the name, or a word that everybody knows.
        TooPersonal = "too_personal", UNPROCESSABLE_ENTITY;
    }
}

/// An error that may be shown: the code, the rejected fields, and the seconds to wait before a retry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppError {
    /// The cause of the error.
    pub code: Code,
    /// The rejected fields by name; empty unless `code` is [`Code::InvalidInput`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, FieldCode>,
    /// Seconds to wait before a retry (RFC 9110 §10.2.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// Why the session was revoked, if `code` is [`Code::RefreshRevoked`] and the caller holds its refresh token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<RevocationReason>,
    /// When the session was revoked and from where, beside `reason`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Revoked>,
}

from_json! {
    AppError { code, fields, retry_after, reason, revoked }
}

impl AppError {
    /// Creates an error for one rejected field.
    pub fn field(name: &str, code: FieldCode) -> Self {
        Self {
            fields: BTreeMap::from([(name.to_owned(), code)]),
            ..Code::InvalidInput.into()
        }
    }

    /// Creates an error with the seconds to wait before a retry.
    pub fn retry_after(code: Code, seconds: u32) -> Self {
        Self {
            retry_after: Some(seconds),
            ..code.into()
        }
    }

    /// Returns the sentence for the user: that of the first rejected field, or else that of the code.
    pub fn message(&self, locale: Locale) -> &'static str {
        self.fields
            .iter()
            .next()
            .map_or(self.code.text(), |(name, code)| code.text_for(name))
            .get(locale)
    }
}

impl FieldCode {
    /// Returns the sentence for the user about the field `name`: it says what to enter there.
    pub fn text_for(self, name: &str) -> Text {
        match (self, name) {
            (Self::Required, "email") => Text::EnterEmail,
            (Self::Required, "password") => Text::EnterPassword,
            (Self::Required, "name") => Text::EnterName,
            (Self::Required, "code") => Text::EnterCode,
            (Self::Required, "text") => Text::EnterText,
            _ => self.text(),
        }
    }
}

impl From<Code> for AppError {
    fn from(code: Code) -> Self {
        Self {
            code,
            fields: BTreeMap::new(),
            retry_after: None,
            reason: None,
            revoked: None,
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
    type Encoder = Json;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        use ServerFnErrorErr as E;
        match error {
            E::Request(_) | E::Response(_) => Code::Offline.into(),
            // The interceptor's transport reports an answer of an intermediary as a middleware error.
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
            AppError::field("password", FieldCode::Required).message(Locale::English),
            "Enter your password."
        );
        assert_eq!(
            AppError::from(Code::NotFound).message(Locale::Korean),
            Text::NotFound.get(Locale::Korean)
        );
    }
}
