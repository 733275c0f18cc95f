//! `GET /api/me`: who does this access token belong to. Answered from the token alone.

use axum::{Json, extract::State};
use serde::Serialize;

use super::SignedIn;
use crate::{server::AppState, session::Role};

/// The person and the session.
#[derive(Serialize)]
pub struct Me {
    id: String,
    email: String,
    name: String,
    role: Role,
    session: MySession,
}

#[derive(Serialize)]
struct MySession {
    id: String,
    generation: u64,
    /// Seconds until the access token runs out.
    expires_in: u32,
}

/// The person and the session.
pub async fn get(State(state): State<AppState>, SignedIn(claims): SignedIn) -> Json<Me> {
    Json(Me {
        id: claims.sub.clone(),
        email: claims.email.clone(),
        name: claims.name.clone(),
        role: claims.role,
        session: MySession {
            id: claims.sid.clone(),
            generation: claims.generation,
            expires_in: state.domain.access_tokens().remaining(&claims),
        },
    })
}
