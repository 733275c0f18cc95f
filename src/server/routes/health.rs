//! For those who watch over the process.

use axum::extract::State;

use crate::{
    error::{AppError, Code},
    server::AppState,
};

/// The process is alive.
pub async fn healthz() -> &'static str {
    "ok"
}

/// The process can serve.
pub async fn readyz(State(state): State<AppState>) -> Result<&'static str, AppError> {
    if state.domain.is_ready().await { Ok("ready") } else { Err(AppError::retry_after(Code::Unavailable, 1)) }
}
