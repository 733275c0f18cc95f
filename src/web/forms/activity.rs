//! The forms of the page of the audit log.

use axum::{
    extract::{Request, State},
    response::Response,
};

use super::{Fields, back_to, read_signed_in};
use crate::{
    error::Code,
    ids::EventId,
    paths,
    web::{AppState, ClientInfo},
};

/// `POST /account/activity`: the field `yes` names an event that was the user's own doing; with the field `no`, all other
/// sessions end.
pub async fn activity(State(state): State<AppState>, request: Request) -> Response {
    let (claims, parts, fields) = match read_signed_in(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let (domain, whose) = (&state.domain, &claims);
    let act = async move |fields: &Fields, client: &ClientInfo| match (
        fields.get("yes"),
        fields.get("no"),
    ) {
        (Some(id), _) => {
            let id = EventId::parse(id)?;
            domain.confirm_event(whose, &id, client).await
        }
        (None, Some(_)) => domain.end_other_sessions(whose, client).await,
        (None, None) => Err(Code::Malformed.into()),
    };
    back_to(paths::ACTIVITY, &state, &claims, parts, fields, act).await
}
