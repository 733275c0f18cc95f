//! `/api/users`: creates accounts, for programs and browsers.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    SignedIn,
    refresh::{RefreshAnswer, Refreshed},
    token::no_password,
};
use crate::{
    error::AppError,
    input::Password,
    paths,
    rules::identity::Identity,
    services::{NewAccount, Presented},
    web::{
        AppState, ClientInfo, asker_cookie, body,
        cookies::SetCookies,
        device_binding, device_cookie,
        openapi::failures::{
            AskingLimited, BodyRefused, CodeRefused, MailAway, NotSignedIn, ProofNeeded,
            SignUpRefused,
        },
    },
};

/// What a new account is made of.
#[derive(Deserialize, ToSchema)]
pub struct NewUser {
    /// The name.
    #[serde(default)]
    #[schema(required, min_length = 1, max_length = 100)]
    name: String,
    /// The address.
    #[serde(default)]
    #[schema(required, format = Email, max_length = 254)]
    email: String,
    /// The password, exactly as it was typed.
    #[serde(default = "no_password")]
    #[schema(required, value_type = String, format = Password, min_length = 8)]
    password: Password,
}

/// What proves an address: the address and the code, or the token of the link.
#[derive(Deserialize, ToSchema)]
pub struct CodeOrToken {
    /// The address that the code was sent to.
    #[serde(default)]
    pub(super) email: Option<String>,
    /// The six digits.
    #[serde(default)]
    #[schema(min_length = 1)]
    pub(super) code: Option<String>,
    /// The token in the link.
    #[serde(default)]
    #[schema(min_length = 1)]
    pub(super) token: Option<String>,
}

impl CodeOrToken {
    /// Returns what is presented.
    ///
    /// # Errors
    /// `invalid_input` if there is neither.
    pub(super) fn presented(&self) -> Result<Presented<'_>, AppError> {
        let (code, token) = (self.code.as_deref(), self.token.as_deref());
        let presented = Presented::by_form(code.unwrap_or_default(), token.unwrap_or_default())?;
        Ok(match presented {
            Presented::Digits { digits, .. } => Presented::Digits {
                email: self.email.as_deref(),
                digits,
            },
            link @ Presented::Link(_) => link,
        })
    }
}

/// Ask for an account
///
/// Sends a mail with a code and a link. The answer, and its time, are the same whether or not the address has an account.
#[utoipa::path(
    post,
    path = paths::USERS,
    operation_id = "sign_up",
    tag = "accounts",
    request_body = NewUser,
    responses(
        (
            status = 202,
            description = "A mail is on its way.",
            headers(("Set-Cookie" = String, description = "Binds the code to the browser that asked.")),
        ),
        SignUpRefused,
        AskingLimited,
        BodyRefused,
        MailAway,
    ),
)]
pub async fn create(
    State(state): State<AppState>,
    client: ClientInfo,
    body::Json(user): body::Json<NewUser>,
) -> Result<Response, AppError> {
    let account = NewAccount {
        name: &user.name,
        email: &user.email,
        password: &user.password,
    };
    let asked = state.domain.sign_up(account, &client).await?;
    let cookie = SetCookies::from(asker_cookie::set(&state, &asked));
    Ok((cookie, StatusCode::ACCEPTED).into_response())
}

/// Prove the address of a new account
///
/// Creates the account and opens its first session. A program gets both tokens; a browser gets the cookies, and no token in the body. The
/// code works in the browser that asked for it; the link works everywhere, but in another browser the account has no password yet.
#[utoipa::path(
    post,
    path = paths::API_VERIFY,
    operation_id = "verify_email",
    tag = "accounts",
    request_body = CodeOrToken,
    responses(
        (
            status = 200,
            description = "Both tokens; for a browser the cookies, and `expires_in` alone.",
            body = RefreshAnswer,
            headers(("Set-Cookie" = String, description = "For a browser: the three cookies, each in a line of its own.")),
        ),
        CodeRefused,
        BodyRefused,
        MailAway,
    ),
)]
pub async fn verify(
    State(state): State<AppState>,
    identity: Identity,
    client: ClientInfo,
    body::Json(code): body::Json<CodeOrToken>,
) -> Result<Response, AppError> {
    let joined = state
        .domain
        .verify_email(code.presented()?, &client)
        .await?;
    if !client.is_browser {
        return Ok(Json(RefreshAnswer::Program(joined.issued.into())).into_response());
    }
    let claims = &joined.issued.access.claims;
    let replaced = state
        .domain
        .end_replaced_session(&identity, claims, &client)
        .await;
    let cookies = SetCookies::from(state.cookies.set(&joined.issued))
        .and(device_cookie::set(&state, &joined.issued))
        .and(asker_cookie::taken(&state))
        .and(replaced.map(|session| state.cookies.mark_left(session)));
    let answer = RefreshAnswer::Page(Refreshed {
        expires_in: joined.issued.expires_in,
    });
    let answer = (cookies, Json(answer));
    Ok(device_binding::offering(&state, &joined.issued, answer))
}

/// Another address.
#[derive(Deserialize, ToSchema)]
pub struct NewEmail {
    /// The address.
    #[serde(default)]
    #[schema(required, format = Email, max_length = 254)]
    email: String,
}

/// Ask for another address
///
/// Sends a mail with a code and a link to the new address, which `POST /api/users/verify` takes. The answer is the same whether or not the
/// address has an account.
#[utoipa::path(
    post,
    path = paths::API_EMAIL,
    operation_id = "change_email",
    tag = "account",
    security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
    request_body = NewEmail,
    responses(
        (
            status = 202,
            description = "A mail is on its way.",
            headers(("Set-Cookie" = String, description = "Binds the code to the browser that asked.")),
        ),
        NotSignedIn,
        ProofNeeded,
        AskingLimited,
        BodyRefused,
        MailAway,
    ),
)]
pub async fn change_email(
    State(state): State<AppState>,
    SignedIn(claims): SignedIn,
    client: ClientInfo,
    body::Json(new): body::Json<NewEmail>,
) -> Result<Response, AppError> {
    let asked = state
        .domain
        .ask_for_email(&claims, &new.email, &client)
        .await?;
    let cookie = SetCookies::from(asker_cookie::set(&state, &asked));
    Ok((cookie, StatusCode::ACCEPTED).into_response())
}
