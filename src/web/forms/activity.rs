//! The forms of the page of the audit log.

use axum::{
    extract::{Request, State},
    response::Response,
};

use super::{back_to, read_signed_in};
use crate::{
    error::Code,
    ids::EventId,
    paths,
    web::{AppState, facts::Facts as _},
};

/// `POST /account/activity`: the field `yes` names an event that was the user's own doing; with the field `no`, all other
/// sessions end.
pub async fn activity(State(state): State<AppState>, request: Request) -> Response {
    let (claims, parts, mut fields) = match read_signed_in(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let client = parts.extensions.client();
    let done = match (fields.remove("yes"), fields.remove("no")) {
        (Some(id), _) => match EventId::parse(&id) {
            Ok(id) => state.domain.confirm_event(&claims, &id, &client).await,
            Err(code) => Err(code.into()),
        },
        (None, Some(_)) => state.domain.end_other_sessions(&claims, &client).await,
        (None, None) => Err(Code::Malformed.into()),
    };
    back_to(paths::ACTIVITY, done, &state, parts).await
}
