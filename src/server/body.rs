//! Reading request bodies, with a problem for everything that can be wrong with one.

use axum::{
    body::Body,
    extract::{FromRequest, Request},
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, header};
use serde::de::DeserializeOwned;

use crate::error::{AppError, Code};

/// The largest body that is read, in bytes.
pub const LIMIT: usize = 64 * 1024;

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
/// `payload_too_large`; `malformed` for one that breaks off.
pub async fn read(body: Body) -> Result<Bytes, AppError> {
    axum::body::to_bytes(body, LIMIT).await.map_err(|error| {
        // axum wraps the one cause that matters; anything else is a body that did not arrive whole.
        let too_large = std::error::Error::source(&error).is_some_and(|source| source.to_string().contains("length limit"));
        if too_large { Code::PayloadTooLarge.into() } else { Code::Malformed.into() }
    })
}

/// Whether the body is of `media_type`, parameters aside.
pub fn is(headers: &HeaderMap, media_type: &str) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    content_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(media_type)
}

/// Refuses a body that is too long, on every route: unread where it says so beforehand. One of unknown length is read here, for the
/// server functions would read it whole, and a handler that needs no body would not notice.
pub async fn refuse_long(request: Request, next: Next) -> Response {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    match length {
        Some(length) if length > LIMIT as u64 => Code::PayloadTooLarge.into_response(),
        Some(_) => next.run(request).await,
        None => {
            let (parts, body) = request.into_parts();
            match read(body).await {
                Ok(body) => next.run(Request::from_parts(parts, Body::from(body))).await,
                Err(error) => error.into_response(),
            }
        }
    }
}
