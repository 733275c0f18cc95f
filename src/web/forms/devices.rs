//! The forms of the devices page.

use axum::{
    extract::{Request, State},
    response::Response,
};

use super::{Fields, back_to, read_signed_in};
use crate::{
    error::Code,
    ids::SessionId,
    paths,
    web::{AppState, ClientInfo},
};

/// `POST /account/sessions`: revokes the session that the field `end` names or, with the field `others`, all others.
pub async fn devices(State(state): State<AppState>, request: Request) -> Response {
    let (claims, parts, fields) = match read_signed_in(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let (domain, whose) = (&state.domain, &claims);
    let act = async move |fields: &Fields, client: &ClientInfo| match (
        fields.get("end"),
        fields.get("others"),
    ) {
        (Some(id), _) => {
            let id = SessionId::parse(id)?;
            domain.end_session(whose, &id, client).await
        }
        (None, Some(_)) => domain.end_other_sessions(whose, client).await,
        (None, None) => Err(Code::Malformed.into()),
    };
    back_to(paths::DEVICES, &state, &claims, parts, fields, act).await
}
