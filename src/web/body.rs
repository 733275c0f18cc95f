//! Reads request bodies; reports each possible failure as a problem.

use std::error::Error;

use axum::{
    body::Body,
    extract::{FromRequest, Request},
};
use bytes::Bytes;
use http::{HeaderMap, header};
use http_body_util::LengthLimitError;
use serde::de::DeserializeOwned;

use super::{listener::TooSlow, problem::wants_html};
use crate::{
    error::{AppError, Code},
    paths,
};

/// The largest accepted body, in bytes.
pub const LIMIT: usize = 64 * 1024;
/// The largest plain form that is read, in bytes. A form above [`LIMIT`] is read only to return what was typed.
pub const FORM_LIMIT: usize = 512 * 1024;

/// A JSON body.
pub struct Json<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, _: &S) -> Result<Self, AppError> {
        let is_json = is(request.headers(), "application/json");
        let body = read(request.into_body()).await?;
        if !is_json {
            return Err(Code::UnsupportedMediaType.into());
        }
        json(&body).map(Self)
    }
}

/// Parses JSON.
///
/// # Errors
/// `malformed`.
pub fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, AppError> {
    serde_json::from_slice(body).map_err(|_| Code::Malformed.into())
}

/// Reads a body up to [`LIMIT`].
///
/// # Errors
/// `payload_too_large`; `request_timeout` if the body arrives too slowly; `malformed` if it breaks off.
pub async fn read(body: Body) -> Result<Bytes, AppError> {
    read_up_to(body, LIMIT).await
}

/// Reads a body up to `limit` bytes.
///
/// # Errors
/// Same as [`read`].
pub async fn read_up_to(body: Body, limit: usize) -> Result<Bytes, AppError> {
    axum::body::to_bytes(body, limit).await.map_err(|error| {
        let mut causes = std::iter::successors(Some(&error as &(dyn Error + 'static)), |error| {
            (*error).source()
        });
        let code = causes.find_map(|cause| match cause {
            _ if cause.is::<LengthLimitError>() => Some(Code::PayloadTooLarge),
            _ if cause.is::<TooSlow>() => Some(Code::RequestTimeout),
            _ => None,
        });
        code.unwrap_or(Code::Malformed).into()
    })
}

/// Returns whether the body is of `media_type`, ignoring parameters.
pub fn is(headers: &HeaderMap, media_type: &str) -> bool {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .eq_ignore_ascii_case(media_type)
}

/// Rejects a body that exceeds the limit, on every route. A declared length is checked without reading the body.
///
/// A body of unknown length is read here, because a handler that needs no body would not notice its size. So is the body
/// of a call of a server function: the library holds the whole context of a call while it waits for a slow body.
///
/// # Errors
/// Same as [`read`].
pub async fn refuse_long(request: Request) -> Result<Request, AppError> {
    let limit = if is_plain_form(&request) {
        FORM_LIMIT
    } else {
        LIMIT
    };
    let length = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    match length {
        Some(length) if length > limit as u64 => Err(Code::PayloadTooLarge.into()),
        Some(_) if !is_call(&request) => Ok(request),
        _ => {
            let (parts, body) = request.into_parts();
            let body = read_up_to(body, limit).await?;
            Ok(Request::from_parts(parts, Body::from(body)))
        }
    }
}

/// Returns whether a browser sent this form with script off. Its answer is a page that shows what was typed.
fn is_plain_form(request: &Request) -> bool {
    !is_call(request)
        && wants_html(request.headers())
        && is(request.headers(), "application/x-www-form-urlencoded")
}

/// Returns whether the request calls a server function.
pub fn is_call(request: &Request) -> bool {
    request.uri().path().starts_with(paths::SERVER_FUNCTIONS)
}
