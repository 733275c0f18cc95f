//! Groups of failures, as responses of an operation. A failure is described by its [`Code`] alone: status, sentence
//! and headers derive from it, as they do when it is answered (`web::problem`).

use std::collections::BTreeMap;

use utoipa::{
    IntoResponses,
    openapi::{
        AllOfBuilder, Content, HeaderBuilder, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder,
        Type,
    },
};

use crate::{error::Code, text::Locale, web::problem};

macro_rules! failures {
    ($($(#[$doc:meta])* $name:ident { $($code:ident),* })*) => {
        $(
            $(#[$doc])*
            pub enum $name {}

            impl IntoResponses for $name {
                fn responses() -> BTreeMap<String, RefOr<Response>> {
                    by_status(&[$(Code::$code),*])
                }
            }
        )*
    };
}

failures! {
    /// The access token is missing, invalid, expired or revoked.
    NotSignedIn { TokenMissing, TokenInvalid, TokenExpired, SessionRevoked }
    /// The sign-in is refused.
    SignInRefused { InvalidCredentials, EmailUnverified, RateLimited }
    /// The proof of a program is refused, or the body is.
    ProgramRefused { Malformed, UnsupportedMediaType, InvalidInput, InvalidDpopProof }
    /// The account is refused.
    SignUpRefused { SignupClosed }
    /// Too many codes were asked for.
    AskingLimited { RateLimited }
    /// The code is refused.
    CodeRefused { CodeInvalid, CodeExpired }
    /// The database is unavailable or busy, or the server sends no mail.
    MailAway { Unavailable, MailOff }
    /// The act needs a fresh proof.
    ProofNeeded { ProofRequired }
    /// The act needs a fresh proof, and leaves an administrator.
    DeletionRefused { ProofRequired, LastAdministrator }
    /// The password is refused.
    ProofRefused { InvalidCredentials, TokenMissing, TokenInvalid, TokenExpired, SessionRevoked, RateLimited }
    /// The user is no administrator.
    NotAdministrator { Forbidden }
    /// The user is no administrator, or nobody may join.
    InvitationRefused { Forbidden, SignupClosed }
    /// The act would leave no administrator.
    AdminRefused { LastAdministrator }
    /// The refresh is refused.
    RefreshRefused { RefreshInvalid, RefreshExpired, RefreshRevoked, RefreshReused, RefreshUnbound }
    /// The session is not bound.
    BindingRefused { RefreshInvalid, RefreshExpired, RefreshRevoked, RefreshUnbound, AlreadyBound, NotFound }
    /// The device is not that of the session.
    ProofOfDeviceRefused { RefreshInvalid, RefreshExpired, RefreshRevoked, RefreshUnbound, DeviceProofRequired }
    /// The body is not JSON, or contains an invalid value.
    BodyRefused { Malformed, UnsupportedMediaType, InvalidInput }
    /// The body is not a note, its idempotency key belongs to another note, or the quota is exceeded.
    NoteRefused { Malformed, UnsupportedMediaType, InvalidInput, IdempotencyKeyReused, QuotaExceeded }
    /// The account exceeds the rate limit of writes.
    WritesLimited { RateLimited }
    /// The query contains no valid cursor.
    CursorRefused { Malformed }
    /// The session may not do this, or not without a fresh proof.
    NotAllowed { Forbidden, ProofRequired }
    /// The resource does not exist.
    Missing { NotFound }
    /// The database is unavailable or busy.
    DatabaseAway { Unavailable }
}

/// Returns one response for each status among `codes`.
pub fn by_status(codes: &[Code]) -> BTreeMap<String, RefOr<Response>> {
    let mut groups: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in codes {
        groups
            .entry(code.status().as_u16())
            .or_default()
            .push(*code);
    }
    groups
        .into_iter()
        .map(|(status, codes)| (status.to_string(), response(status, &codes).into()))
        .collect()
}

fn response(status: u16, codes: &[Code]) -> Response {
    let sentences: Vec<String> = codes
        .iter()
        .map(|code| format!("`{}`: {}", code.as_str(), code.text().get(Locale::English)))
        .collect();
    let narrowed = ObjectBuilder::new()
        .property(
            "status",
            ObjectBuilder::new()
                .schema_type(Type::Integer)
                .enum_values(Some([status])),
        )
        .property(
            "code",
            ObjectBuilder::new()
                .schema_type(Type::String)
                .enum_values(Some(codes.iter().map(|code| code.as_str()))),
        );
    let schema = AllOfBuilder::new()
        .item(Ref::from_schema_name("Problem"))
        .item(narrowed);
    let mut response = ResponseBuilder::new()
        .description(sentences.join("\n\n"))
        .content("application/problem+json", Content::new(Some(schema)));
    if codes
        .iter()
        .any(|code| matches!(code, Code::RateLimited | Code::Unavailable))
    {
        let seconds = ObjectBuilder::new().schema_type(Type::Integer);
        response = response.header(
            "Retry-After",
            header(
                "Seconds until a retry makes sense (RFC 9110 §10.2.3).",
                seconds,
            ),
        );
    }
    if codes.iter().any(|code| problem::challenge(*code).is_some()) {
        let challenge = ObjectBuilder::new().schema_type(Type::String);
        response = response.header(
            "WWW-Authenticate",
            header("What is wrong with the token (RFC 6750 §3).", challenge),
        );
    }
    response.build()
}

fn header(description: &str, schema: ObjectBuilder) -> utoipa::openapi::Header {
    HeaderBuilder::new()
        .schema(Some(schema))
        .description(Some(description))
        .build()
}
