//! Places that others look for (RFC 8615).

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::header;

use crate::{paths, server::AppState};

/// The public keys. Who has kept them for a while and meets a key that is not among them asks again, as libraries do.
pub async fn jwks(State(state): State<AppState>) -> Response {
    let mut response = Json(state.domain.access_tokens().keys().published()).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, http::HeaderValue::from_static("application/jwk-set+json"));
    response.headers_mut().insert(header::CACHE_CONTROL, http::HeaderValue::from_static("public, max-age=60"));
    response
}

/// Where to change a password.
pub async fn change_password() -> Redirect {
    Redirect::to(paths::ACCOUNT)
}
