//! `/api/token/bound`: the key of a browser that is bound to its session, registered and proven (Device Bound Session Credentials). The
//! browser itself asks here, never a page.

use axum::{extract::State, response::Response};
use http::HeaderMap;

use crate::{
    error::{AppError, Code},
    paths,
    web::{
        AppState, device_binding,
        openapi::failures::{BindingRefused, DatabaseAway, ProofOfDeviceRefused},
    },
};

/// Bind a session to its browser
///
/// A browser that was offered to (`Secure-Session-Registration` in the answer to a sign-in) sends the public key that it has made, and the
/// challenge, signed. Once a session. The answer says that a cookie of a minute is needed to refresh, and how to get it.
#[utoipa::path(
    post,
    path = paths::BOUND_START,
    operation_id = "bind_session",
    tag = "tokens",
    security(("refresh_cookie" = [])),
    params(("Secure-Session-Response" = Option<String>, Header, description = "A JWT (`dbsc+jwt`, ES256) with the key in its header (`jwk`) and the challenge in `jti`.")),
    responses(
        (
            status = 200,
            description = "The session is bound. What the browser is to do from now on.",
            body = serde_json::Value,
            headers(
                ("Set-Cookie" = String, description = "`__Secure-lk_bound`, for a minute."),
                ("Secure-Session-Challenge" = String, description = "The challenge to sign next."),
            ),
        ),
        BindingRefused,
        DatabaseAway,
    ),
)]
pub async fn start(
    State(state): State<AppState>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let token = device_binding::own_refresh_token(&state, &headers)?;
    let proof = device_binding::proof(&headers).ok_or(Code::RefreshUnbound)?;
    let device = state.domain.bind_session(&token, proof).await?;
    Ok(device_binding::bound(&state, &device))
}

/// Prove to be the browser of a session
///
/// Answers 403 with a challenge to a browser without a proof, or with one that is too old or was used, and the cookie that a refresh needs
/// for a right one.
#[utoipa::path(
    post,
    path = paths::BOUND,
    operation_id = "prove_device",
    tag = "tokens",
    security(("refresh_cookie" = [])),
    params(("Secure-Session-Response" = Option<String>, Header, description = "A JWT (`dbsc+jwt`, ES256) with the challenge in `jti`.")),
    responses(
        (
            status = 200,
            description = "The proof is right.",
            body = serde_json::Value,
            headers(
                ("Set-Cookie" = String, description = "`__Secure-lk_bound`, for a minute."),
                ("Secure-Session-Challenge" = String, description = "The challenge to sign next."),
            ),
        ),
        ProofOfDeviceRefused,
        DatabaseAway,
    ),
)]
pub async fn prove(
    State(state): State<AppState>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let token = device_binding::own_refresh_token(&state, &headers)?;
    let proof = device_binding::proof(&headers);
    let answer = state.domain.prove_device(&token, proof).await?;
    Ok(device_binding::answer(&state, answer))
}
