//! `/api/password`: the password of an account, for programs and browsers.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{SignedIn, token::no_password, users::CodeOrToken};
use crate::{
    error::AppError,
    input::Password,
    paths,
    web::{
        AppState, ClientInfo, asker_cookie, body,
        cookies::SetCookies,
        openapi::failures::{
            AskingLimited, BodyRefused, CodeRefused, DatabaseAway, MailAway, NotSignedIn,
            ProofNeeded,
        },
    },
};

/// Whose password is forgotten.
#[derive(Deserialize, ToSchema)]
pub struct Forgotten {
    /// The account's address.
    #[serde(default)]
    #[schema(required, format = Email, max_length = 254)]
    email: String,
}

/// Another password, and what allows it.
#[derive(Deserialize, ToSchema)]
pub struct Reset {
    #[serde(flatten)]
    code: CodeOrToken,
    /// The new password, exactly as it was typed.
    #[serde(default = "no_password")]
    #[schema(required, value_type = String, format = Password, min_length = 8)]
    password: Password,
}

/// Another password.
#[derive(Deserialize, ToSchema)]
pub struct NewPassword {
    /// The new password, exactly as it was typed.
    #[serde(default = "no_password")]
    #[schema(required, value_type = String, format = Password, min_length = 8)]
    password: Password,
}

/// Change the password
///
/// Ends every other session of the account.
#[utoipa::path(
    post,
    path = paths::API_PASSWORD,
    operation_id = "change_password",
    tag = "account",
    security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
    request_body = NewPassword,
    responses((status = 204, description = "The password is set."), NotSignedIn, ProofNeeded, BodyRefused, DatabaseAway),
)]
pub async fn change(
    State(state): State<AppState>,
    SignedIn(claims): SignedIn,
    client: ClientInfo,
    body::Json(new): body::Json<NewPassword>,
) -> Result<StatusCode, AppError> {
    state
        .domain
        .change_password(&claims, &new.password, &client)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ask for a code to reset the password
///
/// Sends a mail if the address has an account. The answer, and its time, are the same if not.
#[utoipa::path(
    post,
    path = paths::API_FORGOT,
    operation_id = "forgot_password",
    tag = "accounts",
    request_body = Forgotten,
    responses(
        (
            status = 202,
            description = "A mail is on its way, if there is such an account.",
            headers(("Set-Cookie" = String, description = "Binds the code to the browser that asked.")),
        ),
        AskingLimited,
        BodyRefused,
        MailAway,
    ),
)]
pub async fn forgot(
    State(state): State<AppState>,
    client: ClientInfo,
    body::Json(forgotten): body::Json<Forgotten>,
) -> Result<Response, AppError> {
    let asked = state
        .domain
        .ask_for_reset(&forgotten.email, &client)
        .await?;
    let cookie = SetCookies::from(asker_cookie::set(&state, &asked));
    Ok((cookie, StatusCode::ACCEPTED).into_response())
}

/// Set another password with a code
///
/// Ends every session of the account. A password that is refused uses up neither the code nor a try.
#[utoipa::path(
    post,
    path = paths::API_RESET,
    operation_id = "reset_password",
    tag = "accounts",
    request_body = Reset,
    responses((status = 204, description = "The password is set."), CodeRefused, BodyRefused, MailAway),
)]
pub async fn reset(
    State(state): State<AppState>,
    client: ClientInfo,
    body::Json(reset): body::Json<Reset>,
) -> Result<Response, AppError> {
    state
        .domain
        .reset_password(reset.code.presented()?, &reset.password, &client)
        .await?;
    let taken = SetCookies::from(asker_cookie::taken(&state));
    Ok((taken, StatusCode::NO_CONTENT).into_response())
}
