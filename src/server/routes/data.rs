//! `GET /api/data`: everything that the account holds.

use axum::{Json, extract::State};

use super::SignedIn;
use crate::{
    domain::AccountData,
    error::AppError,
    paths,
    server::{
        AppState,
        openapi::failures::{DatabaseAway, Missing, NotSignedIn},
    },
};

/// Everything that the account holds
///
/// One document: the account, its notes, its sessions and what happened.
#[utoipa::path(
    get,
    path = paths::DATA,
    operation_id = "export_account",
    tag = "account",
    security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
    responses((status = 200, description = "The account.", body = AccountData), NotSignedIn, Missing, DatabaseAway),
)]
pub async fn get(State(state): State<AppState>, SignedIn(claims): SignedIn) -> Result<Json<AccountData>, AppError> {
    state.domain.data(&claims).await.map(Json)
}
