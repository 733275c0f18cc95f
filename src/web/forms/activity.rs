//! The forms of the page of the audit log.

use std::collections::BTreeMap;

use axum::{
    extract::{Request, State},
    response::{IntoResponse as _, Redirect, Response},
};

use super::read_signed_in;
use crate::{
    error::Code,
    ids::EventId,
    paths,
    views::page_state::FormFailure,
    web::{AppState, facts::Facts as _, render::refused_form},
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
    match done {
        Ok(()) => Redirect::to(paths::ACTIVITY).into_response(),
        Err(error) => {
            let typed = BTreeMap::new();
            refused_form(&state, parts, FormFailure { error, typed }).await
        }
    }
}
