//! `/api/sessions`: the active sessions of the user, as JSON.

use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
};
use http::StatusCode;

use super::SignedIn;
use crate::{
    device::ActiveSession,
    error::{AppError, Code},
    ids::SessionId,
    paths,
    web::{
        AppState, ClientInfo,
        openapi::failures::{DatabaseAway, Missing, NotAllowed, NotSignedIn, ProofNeeded},
    },
};

/// The sessions that go on
///
/// The one that asks first, then the newest; at most two hundred. Those that ended are in the activity.
#[utoipa::path(
    get,
    path = paths::API_SESSIONS,
    operation_id = "list_sessions",
    tag = "account",
    security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
    responses((status = 200, description = "The sessions.", body = [ActiveSession]), NotSignedIn, DatabaseAway),
)]
pub async fn list(
    State(state): State<AppState>,
    SignedIn(claims): SignedIn,
) -> Result<Json<Vec<ActiveSession>>, AppError> {
    Ok(Json(state.domain.devices(&claims).await?.active))
}

/// End another session
///
/// One that is over stays as it ended; another user's is not found. The session that asks ends by being revoked.
#[utoipa::path(
    delete,
    path = paths::API_SESSION,
    operation_id = "end_session",
    tag = "account",
    security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
    params(("id" = String, Path, description = "The session's id.")),
    responses((status = 204, description = "It is over."), NotSignedIn, NotAllowed, Missing, DatabaseAway),
)]
pub async fn end(
    State(state): State<AppState>,
    SignedIn(claims): SignedIn,
    client: ClientInfo,
    id: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, AppError> {
    // An id that is not UTF-8 names no session.
    let Path(id) = id.map_err(|_| Code::NotFound)?;
    let id = SessionId::parse(&id)?;
    state.domain.end_session(&claims, &id, &client).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End all other sessions
#[utoipa::path(
    delete,
    path = paths::API_SESSIONS,
    operation_id = "end_other_sessions",
    tag = "account",
    security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
    responses((status = 204, description = "Only the session that asks goes on."), NotSignedIn, ProofNeeded, DatabaseAway),
)]
pub async fn end_others(
    State(state): State<AppState>,
    SignedIn(claims): SignedIn,
    client: ClientInfo,
) -> Result<StatusCode, AppError> {
    state.domain.end_other_sessions(&claims, &client).await?;
    Ok(StatusCode::NO_CONTENT)
}
