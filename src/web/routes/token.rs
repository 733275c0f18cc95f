//! `POST /api/token` and `POST /api/token/revoke`: issues the first pair of tokens, and revokes the session.

use axum::{
    Json,
    extract::{Request, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize, Serializer};
use utoipa::ToSchema;

use crate::{
    error::{AppError, Code},
    input::Password,
    paths,
    sensitive::Sensitive,
    services::Issued,
    web::{
        AppState, ClientInfo, body,
        cookies::{self, SetCookies},
        device_binding,
        facts::Facts as _,
        openapi::failures::{DatabaseAway, ProgramRefused, SignInRefused},
        origin::is_same_origin,
        problem::page_or_problem,
    },
};

/// What a program sends to sign in. A field that is missing counts as empty and is named in the answer.
#[derive(Deserialize, ToSchema)]
pub struct Credentials {
    /// The account's address.
    #[serde(default)]
    #[schema(required, format = Email, max_length = 254)]
    email: String,
    /// The password, exactly as it was typed: up to 1024 bytes.
    #[serde(default = "no_password")]
    #[schema(required, value_type = String, format = Password, min_length = 1)]
    password: Password,
}

pub(super) fn no_password() -> Password {
    Password::new(String::new())
}

/// A pair of tokens for a program (RFC 6749 §5.1).
#[derive(Serialize, ToSchema)]
pub struct TokenResponse {
    /// A JWT (RFC 9068) that the keys at `/.well-known/jwks.json` verify.
    access_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// Seconds until the access token runs out.
    expires_in: u32,
    /// Opaque, and good for one use: the next refresh answers another.
    #[serde(serialize_with = "exposed")]
    #[schema(value_type = String)]
    refresh_token: Sensitive<String>,
}

/// Exposes the token, which belongs to the client.
fn exposed<S: Serializer>(token: &Sensitive<String>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(token.expose())
}

impl From<Issued> for TokenResponse {
    fn from(issued: Issued) -> Self {
        Self {
            access_token: format!(
                "{}.{}",
                issued.access.header_and_payload, issued.access.signature
            ),
            token_type: "Bearer",
            expires_in: issued.expires_in,
            refresh_token: issued.refresh_token,
        }
    }
}

/// A refresh token in a body.
#[derive(Deserialize, ToSchema)]
pub struct RefreshToken {
    /// The refresh token, as it was issued.
    #[serde(default)]
    #[schema(required, value_type = String, min_length = 1)]
    pub(super) refresh_token: Sensitive<String>,
}

/// Sign a program in
///
/// Opens a session and issues its first pair of tokens. A program that proves to hold a key (`DPoP`, RFC 9449) binds its refresh token to
/// that key; the access token is a bearer token all the same.
#[utoipa::path(
    post,
    path = paths::TOKEN,
    operation_id = "sign_in",
    tag = "tokens",
    request_body = Credentials,
    responses((status = 200, description = "Both tokens.", body = TokenResponse), SignInRefused, ProgramRefused, DatabaseAway),
)]
pub async fn issue(
    State(state): State<AppState>,
    client: ClientInfo,
    headers: HeaderMap,
    body::Json(credentials): body::Json<Credentials>,
) -> Result<Json<TokenResponse>, AppError> {
    let client = device_binding::of(&client, &headers, paths::TOKEN);
    let issued = state
        .domain
        .sign_in(&credentials.email, &credentials.password, &client)
        .await?;
    Ok(Json(issued.into()))
}

/// End a session
///
/// The session of the refresh token in the body, or without a body of the one in the cookie. Says nothing about whether there was one
/// (RFC 7009 §2.2): a body that holds no refresh token is answered like one that does. The sign-out form of a page with script off, which is
/// sent here where its access token proved no session, is answered by a redirect, or by a page where the refresh token proved none either.
#[utoipa::path(
    post,
    path = paths::REVOKE,
    operation_id = "revoke",
    tag = "tokens",
    security((), ("refresh_cookie" = [])),
    // By reference, which does not describe `null`: the body may be omitted but is never `null`.
    request_body(content = ref("#/components/schemas/RefreshToken"), content_type = "application/json"),
    responses(
        (
            status = 204,
            description = "No session of that token is left.",
            headers(("Set-Cookie" = String, description = "Without a body: takes the three cookies back, each in a line of its own.")),
        ),
        DatabaseAway,
    ),
)]
pub async fn revoke(
    State(state): State<AppState>,
    client: ClientInfo,
    request: Request,
) -> Result<Response, AppError> {
    let (parts, content) = request.into_parts();
    let is_form = is_form_of_ours(&state, &parts.headers);
    let content = body::read(content).await?;
    if !content.is_empty() && !is_form {
        let token = body::json::<RefreshToken>(&content)
            .map(|body| body.refresh_token)
            .unwrap_or_default();
        state.domain.revoke(token.expose(), &client).await?;
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let tokens = cookies::refresh_tokens(&parts.headers, &state.cookies);
    let mut left = Vec::new();
    // Includes planted tokens: the holder of a token may revoke its session.
    for token in &tokens {
        left.extend(state.domain.revoke(token, &client).await?);
    }
    let answer = match (is_form, left.is_empty()) {
        (false, _) => StatusCode::NO_CONTENT.into_response(),
        (true, false) => Redirect::to(paths::LOGIN).into_response(),
        (true, true) => {
            let locale = parts.extensions.locale();
            page_or_problem(&Code::SignOutUnconfirmed.into(), &parts.headers, locale)
        }
    };
    let names = &state.cookies;
    let own = cookies::claimed_session(&parts.headers, names)
        .filter(|session| left.contains(session))
        .or_else(|| left.first().cloned());
    let planted = names
        .clear_planted()
        .into_iter()
        .filter(|_| tokens.len() > 1);
    let cookies = SetCookies::from(names.clear())
        .and(own.map(|session| names.mark_left(&session)))
        .and(planted);
    Ok((cookies, answer).into_response())
}

/// Returns whether this is the sign-out form of a page of this origin, redirected here by `POST /logout` of
/// [`crate::web`].
fn is_form_of_ours(state: &AppState, headers: &HeaderMap) -> bool {
    body::is(headers, "application/x-www-form-urlencoded")
        && is_same_origin(headers, state.config.network.base_url.origin())
}
