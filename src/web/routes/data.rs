//! `GET /api/data`: all data of the account.

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::header;

use super::SignedIn;
use crate::{
    error::AppError,
    paths,
    services::AccountData,
    web::{
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
pub async fn get(
    State(state): State<AppState>,
    SignedIn(claims): SignedIn,
) -> Result<Response, AppError> {
    let export = state.domain.export(&claims).await?;
    Ok((
        [(header::CONTENT_TYPE, "application/json")],
        Body::from_stream(export),
    )
        .into_response())
}
