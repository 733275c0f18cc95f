//! `GET /api/data`: everything that the account holds.

use axum::{Json, extract::State};

use super::SignedIn;
use crate::{domain::AccountData, error::AppError, server::AppState};

/// One document.
pub async fn get(State(state): State<AppState>, SignedIn(claims): SignedIn) -> Result<Json<AccountData>, AppError> {
    state.domain.data(&claims).await.map(Json)
}
