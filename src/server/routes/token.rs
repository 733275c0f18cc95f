//! `POST /api/token` and `POST /api/token/revoke`: the first pair of tokens, and their end.

use axum::{
    Extension, Json,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use serde::{Deserialize, Serialize};

use crate::{
    domain::Issued,
    error::AppError,
    input::Password,
    server::{AppState, body, cookies::Cookies, identity::Device},
};

/// What a program sends to sign in. A field that is missing counts as empty and is named in the answer.
#[derive(Deserialize)]
pub struct Credentials {
    #[serde(default)]
    email: String,
    #[serde(default = "no_password")]
    password: Password,
}

fn no_password() -> Password {
    Password::new(String::new())
}

/// A pair of tokens for a program (RFC 6749 §5.1).
#[derive(Serialize)]
pub struct TokenResponse {
    access_token: String,
    token_type: &'static str,
    expires_in: u32,
    refresh_token: String,
}

impl From<Issued> for TokenResponse {
    fn from(issued: Issued) -> Self {
        Self {
            access_token: format!("{}.{}", issued.access.header_and_payload, issued.access.signature),
            token_type: "Bearer",
            expires_in: issued.expires_in,
            refresh_token: issued.refresh_token,
        }
    }
}

/// A refresh token in a body.
#[derive(Deserialize)]
pub struct RefreshToken {
    #[serde(default)]
    pub(super) refresh_token: String,
}

/// Signs a program in.
pub async fn issue(
    State(state): State<AppState>,
    Extension(device): Extension<Device>,
    body::Json(credentials): body::Json<Credentials>,
) -> Result<Json<TokenResponse>, AppError> {
    let issued = state.domain.sign_in(&credentials.email, &credentials.password, &device).await?;
    Ok(Json(issued.into()))
}

/// Ends the session of a refresh token, from the body or from the cookie, and says nothing about whether there was one (RFC 7009 §2.2).
pub async fn revoke(State(state): State<AppState>, Extension(device): Extension<Device>, request: Request) -> Result<Response, AppError> {
    let (parts, content) = request.into_parts();
    let content = body::read(content).await?;
    if !content.is_empty() {
        let token = body::json::<RefreshToken>(&content).map(|body| body.refresh_token).unwrap_or_default();
        state.domain.revoke(&token, &device).await?;
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    if let Some(token) = Cookies::read(&parts.headers, &state.cookies).refresh {
        state.domain.revoke(token, &device).await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().extend(state.cookies.clear().map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}
