//! `GET /api/me`: the user of the access token. Answered from the token alone.

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use super::SignedIn;
use crate::{
    paths,
    session::Role,
    web::{AppState, openapi::failures::NotSignedIn},
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
    Json(Me {
        id: claims.sub.to_string(),
        email: claims.email.clone(),
        name: claims.name.clone(),
        role: claims.role,
        session: MySession {
            id: claims.sid.to_string(),
            generation: claims.generation.number(),
            expires_in: state.domain.access_tokens().remaining(&claims),
        },
    })
}
