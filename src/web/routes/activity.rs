//! `/api/activity`: the audit log of the account, as JSON.

use axum::{Json, extract::State, response::Response};

use super::{
    SignedIn,
    pages::{Before, older},
};
use crate::{
    error::AppError,
    event::{ActivityEvent, ActivityPage},
    paths,
    web::{
        AppState,
        openapi::failures::{CursorRefused, DatabaseAway, NotSignedIn},
    },
};

/// The newest events of the account, or those before the cursor that another page named
#[utoipa::path(
    get,
    path = paths::API_ACTIVITY,
    operation_id = "list_activity",
    tag = "account",
    security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
    params(Before),
    responses(
        (
            status = 200,
            description = "What happened, newest first.",
            body = [ActivityEvent],
            headers(("Link" = Option<String>, description = "Where the older ones are, with `rel=\"next\"` (RFC 8288); missing where there are none.")),
        ),
        NotSignedIn,
        CursorRefused,
        DatabaseAway,
    ),
)]
pub async fn list(
    State(state): State<AppState>,
    SignedIn(claims): SignedIn,
    before: Before,
) -> Result<Response, AppError> {
    let ActivityPage { events, more } = state.domain.activity(&claims, before.cursor()).await?;
    Ok(older(paths::API_ACTIVITY, more, Json(events)))
}
