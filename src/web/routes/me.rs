//! `/api/me`: the user of the access token. Reading is answered from the token alone.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::SignedIn;
use crate::{
    error::AppError,
    paths,
    session::{Claims, Role},
    web::{
        AppState, ClientInfo, body,
        cookies::SetCookies,
        openapi::failures::{
            BodyRefused, DatabaseAway, DeletionRefused, NotSignedIn, WritesLimited,
        },
    },
};

/// The user and the session.
#[derive(Serialize, ToSchema)]
pub struct Me {
    /// The user's id.
    id: String,
    /// The user's email address.
    email: String,
    /// The user's name.
    name: String,
    role: Role,
    session: MySession,
}

/// The session behind the access token.
#[derive(Serialize, ToSchema)]
struct MySession {
    /// The session's id.
    id: String,
    /// The refresh generation that the token was issued with.
    generation: u64,
    /// Seconds until the access token runs out.
    expires_in: u32,
}

/// Another name.
#[derive(Deserialize, ToSchema)]
pub struct NewName {
    /// The name.
    #[serde(default)]
    #[schema(required, min_length = 1, max_length = 100)]
    name: String,
}

/// Read the user of the access token
#[utoipa::path(
    get,
    path = paths::ME,
    operation_id = "whoami",
    tag = "account",
    security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
    responses((status = 200, description = "The user and the session.", body = Me), NotSignedIn),
)]
pub async fn get(State(state): State<AppState>, SignedIn(claims): SignedIn) -> Json<Me> {
    Json(Me::of(
        &claims,
        state.domain.access_tokens().remaining(&claims),
    ))
}

/// Change the name
///
/// A browser gets an access token with the new name; a program gets one with its next refresh.
#[utoipa::path(
    patch,
    path = paths::ME,
    operation_id = "rename",
    tag = "account",
    security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
    request_body = NewName,
    responses((status = 200, description = "The user and the session.", body = Me), NotSignedIn, BodyRefused, WritesLimited, DatabaseAway),
)]
pub async fn rename(
    State(state): State<AppState>,
    SignedIn(claims): SignedIn,
    client: ClientInfo,
    body::Json(new): body::Json<NewName>,
) -> Result<Response, AppError> {
    let issued = state.domain.rename(&claims, &new.name, &client).await?;
    let me = Json(Me::of(&issued.access.claims, issued.expires_in));
    let cookies = SetCookies::from(
        state
            .cookies
            .set_access(&issued)
            .into_iter()
            .filter(|_| client.is_browser),
    );
    Ok((cookies, me).into_response())
}

/// Delete the account
///
/// Ends every session at once. The account is deleted after a grace, in which a sign-in brings it back.
#[utoipa::path(
    delete,
    path = paths::ME,
    operation_id = "delete_account",
    tag = "account",
    security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
    responses((status = 202, description = "It will be deleted."), NotSignedIn, DeletionRefused, DatabaseAway),
)]
pub async fn delete(
    State(state): State<AppState>,
    SignedIn(claims): SignedIn,
    client: ClientInfo,
) -> Result<Response, AppError> {
    state.domain.ask_for_deletion(&claims, &client).await?;
    let cookies = state.cookies.clear().into_iter();
    let cookies = SetCookies::from(cookies.filter(|_| client.is_browser));
    Ok((cookies, StatusCode::ACCEPTED).into_response())
}

impl Me {
    fn of(claims: &Claims, expires_in: u32) -> Self {
        Self {
            id: claims.sub.to_string(),
            email: claims.email.clone(),
            name: claims.name.clone(),
            role: claims.role,
            session: MySession {
                id: claims.sid.to_string(),
                generation: claims.generation.number(),
                expires_in,
            },
        }
    }
}
