//! Well-known URIs (RFC 8615).

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::header;

use crate::{
    paths,
    rules::key_schedule::KEY_SET_MAX_AGE,
    web::{AppState, openapi::KeySet},
};

/// The public keys
///
/// Every key that may still verify a live access token, so that others can verify them too; a symmetric key never is among them.
#[utoipa::path(
    get,
    path = paths::JWKS,
    operation_id = "list_keys",
    tag = "service",
    responses((
        status = 200,
        description = "The keys.",
        body = KeySet,
        content_type = "application/jwk-set+json",
        headers(("Cache-Control" = String, description = "How long they may be kept.")),
    )),
)]
// A client with a cached copy that meets an unknown key fetches the set again, as libraries do.
pub async fn jwks(State(state): State<AppState>) -> Response {
    let mut response = Json(state.domain.access_tokens().keys().published()).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        http::HeaderValue::from_static("application/jwk-set+json"),
    );
    let max_age = format!("public, max-age={}", KEY_SET_MAX_AGE.as_secs());
    response.headers_mut().extend(
        http::HeaderValue::from_str(&max_age)
            .ok()
            .map(|value| (header::CACHE_CONTROL, value)),
    );
    response
}

/// Where a password is changed
#[utoipa::path(
    get,
    path = paths::CHANGE_PASSWORD,
    operation_id = "find_change_password",
    tag = "service",
    responses((status = 303, description = "There.", headers(("Location" = String, description = "A page of this origin.")))),
)]
pub async fn change_password() -> Redirect {
    Redirect::to(paths::SECURITY)
}
