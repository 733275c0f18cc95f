//! Health probes.

use axum::extract::State;

use crate::{
    error::{AppError, Code},
    paths,
    web::{AppState, openapi::failures::DatabaseAway},
};

/// Whether the process is alive
#[utoipa::path(
    get,
    path = paths::HEALTHZ,
    operation_id = "is_alive",
    tag = "service",
    responses((status = 200, description = "It is.", body = String)),
)]
pub async fn healthz() -> &'static str {
    "ok"
}

/// Whether the process can serve
///
/// It can where the database answers and no background task is down.
#[utoipa::path(
    get,
    path = paths::READYZ,
    operation_id = "is_ready",
    tag = "service",
    responses((status = 200, description = "It can.", body = String), DatabaseAway),
)]
pub async fn readyz(State(state): State<AppState>) -> Result<&'static str, AppError> {
    let ready = state
        .readiness
        .check(async || state.domain.is_ready().await)
        .await;
    if ready {
        Ok("ready")
    } else {
        Err(AppError::retry_after(Code::Unavailable, 1))
    }
}
