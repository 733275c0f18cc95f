//! `POST /api/proof`: the password again, before an act that needs a fresh proof.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
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
    web::{
        AppState, ClientInfo, body,
        cookies::SetCookies,
        openapi::failures::{BodyRefused, DatabaseAway, ProofRefused},
    },
};

/// The password of the signed-in user.
#[derive(Deserialize, ToSchema)]
pub struct Proof {
    /// The password, exactly as it was typed.
    #[serde(default = "no_password")]
    #[schema(required, value_type = String, format = Password, min_length = 1)]
    password: Password,
}

/// Prove to be the account's owner
///
/// The same session, with an access token whose `auth_time` is now. Rotates nothing: a program gets the refresh token that goes with its
/// access token, a browser keeps the one that it has.
#[utoipa::path(
    post,
    path = paths::PROOF,
    operation_id = "prove",
    tag = "account",
    security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
    request_body = Proof,
    responses(
        (
            status = 200,
            description = "Both tokens; for a browser the cookies, and `expires_in` alone.",
            body = RefreshAnswer,
            headers(("Set-Cookie" = String, description = "For a browser: the two cookies of the access token.")),
        ),
        ProofRefused,
        BodyRefused,
        DatabaseAway,
    ),
)]
pub async fn give(
    State(state): State<AppState>,
    SignedIn(claims): SignedIn,
    client: ClientInfo,
    body::Json(proof): body::Json<Proof>,
) -> Result<Response, AppError> {
    let issued = state
        .domain
        .prove(&claims, &proof.password, &client)
        .await?;
    if !client.is_browser {
        return Ok(Json(RefreshAnswer::Program(issued.into())).into_response());
    }
    let answer = RefreshAnswer::Page(Refreshed {
        expires_in: issued.expires_in,
    });
    let cookies = SetCookies::from(state.cookies.set_access(&issued));
    Ok((cookies, Json(answer)).into_response())
}
