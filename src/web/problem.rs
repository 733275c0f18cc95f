//! Errors on the wire: RFC 9457 problems, or a page of one sentence for a user who followed a link.

use std::collections::BTreeMap;

use axum::{
    Json,
    body::Body,
    response::{Html, IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    error::{AppError, Code, FieldCode},
    revocation::{RevocationReason, Revoked},
    text::{Locale, Text},
};

/// The content type of a problem.
const MEDIA_TYPE: &str = "application/problem+json";

/// An error as it is sent (RFC 9457).
#[derive(Serialize, ToSchema)]
pub struct Problem<'a> {
    /// Always `about:blank`: `code` tells problems apart.
    r#type: &'static str,
    /// The name of the status.
    title: &'static str,
    /// The status.
    status: u16,
    /// A sentence for the user, in English.
    detail: &'static str,
    /// The word for a program.
    #[schema(value_type = Code)]
    code: &'static str,
    /// The refused fields of a 422, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    errors: &'a BTreeMap<String, FieldCode>,
    /// Why the session was ended, for who holds its refresh token.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<RevocationReason>,
    /// When it was ended and from which device, beside `reason`.
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked: Option<&'a Revoked>,
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        problem(&self)
    }
}

impl IntoResponse for Code {
    fn into_response(self) -> Response {
        problem(&self.into())
    }
}

/// Returns the error as `application/problem+json`.
pub fn problem(error: &AppError) -> Response {
    let status = error.code.status();
    let body = Problem {
        r#type: "about:blank",
        title: status.canonical_reason().unwrap_or("Error"),
        status: status.as_u16(),
        detail: error.message(Locale::English),
        code: error.code.as_str(),
        errors: &error.fields,
        reason: error.reason,
        revoked: error.revoked.as_ref(),
    };
    let mut response = (status, Json(body)).into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    describe(error, &mut response);
    response
}

/// Adds to a response what belongs to its error, whatever the body: the headers, and the error itself for outer
/// layers.
pub fn describe(error: &AppError, response: &mut Response) {
    response.headers_mut().extend(error_headers(error));
    response.extensions_mut().insert(error.clone());
}

/// Returns `Retry-After` and the challenge of a token error (RFC 6750 §3).
pub fn error_headers(error: &AppError) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Some(seconds) = error.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let Some(challenge) = challenge(error.code) {
        headers.insert(header::WWW_AUTHENTICATE, challenge);
    }
    headers
}

/// Returns the challenge of a token error, or of one that needs a fresh proof. Names the reason only if the request had a token (RFC 6750 §3.1).
pub fn challenge(code: Code) -> Option<HeaderValue> {
    let challenge = match code {
        Code::TokenMissing => r#"Bearer realm="latchkey""#,
        Code::TokenInvalid => {
            r#"Bearer realm="latchkey", error="invalid_token", error_description="not a token of this server""#
        }
        Code::TokenExpired => {
            r#"Bearer realm="latchkey", error="invalid_token", error_description="the token has run out""#
        }
        Code::SessionRevoked => {
            r#"Bearer realm="latchkey", error="invalid_token", error_description="the session was ended""#
        }
        // Step-up authentication (RFC 9470 §3): the token is good, but its proof is too old.
        Code::ProofRequired => {
            r#"Bearer realm="latchkey", error="insufficient_user_authentication", error_description="the password is asked for again""#
        }
        _ => return None,
    };
    Some(HeaderValue::from_static(challenge))
}

/// Returns whether the request accepts HTML, as a browser does for a document.
pub fn wants_html(request: &HeaderMap) -> bool {
    request
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// Returns the error as a page if HTML is accepted, otherwise as a problem.
pub fn page_or_problem(error: &AppError, request: &HeaderMap, locale: Locale) -> Response {
    if !wants_html(request) {
        return problem(error);
    }
    let mut response = (error.code.status(), Html(page(error, locale))).into_response();
    describe(error, &mut response);
    response
}

fn page(error: &AppError, locale: Locale) -> String {
    let (lang, sentence, home) = (
        locale.tag(),
        error.message(locale),
        locale.t(Text::BackToStart),
    );
    let code = error.code.as_str();
    format!(
        "<!DOCTYPE html><html lang=\"{lang}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{sentence}</title><main><p role=\"alert\" data-error-code=\"{code}\">{sentence}</p><p><a href=\"/\">{home}</a></p></main></html>"
    )
}

/// Turns a problem into a page of one sentence. Leaves any other response as it is.
pub fn as_page(response: Response, locale: Locale) -> Response {
    let is_problem = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == MEDIA_TYPE);
    match response.extensions().get::<AppError>() {
        Some(error) if is_problem => {
            let content = page(error, locale);
            let (mut parts, _) = response.into_parts();
            parts.headers.remove(header::CONTENT_LENGTH);
            parts.headers.remove(header::CONTENT_ENCODING);
            parts.headers.insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("text/html; charset=utf-8"),
            );
            Response::from_parts(parts, Body::from(content))
        }
        _ => response,
    }
}

/// Answers a path that has no route.
pub async fn not_found() -> Response {
    problem(&Code::NotFound.into())
}

/// Answers a path whose route does not support the method; axum adds `Allow`.
pub async fn method_not_allowed() -> Response {
    problem(&Code::MethodNotAllowed.into())
}

/// Answers for a handler that panicked, as the last resort (ASVS 16.5.4).
pub fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        problem(&Code::Internal.into()),
    )
        .into_response()
}
