//! The forms of the devices page.

use axum::{
    extract::{Request, State},
    response::Response,
};

use super::{back_to, read_signed_in};
use crate::{
    error::Code,
    ids::SessionId,
    paths,
    web::{AppState, facts::Facts as _},
};

/// `POST /account/sessions`: revokes the session that the field `end` names or, with the field `others`, all others.
pub async fn devices(State(state): State<AppState>, request: Request) -> Response {
    let (claims, parts, mut fields) = match read_signed_in(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let client = parts.extensions.client();
    let done = match (fields.remove("end"), fields.remove("others")) {
        (Some(id), _) => match SessionId::parse(&id) {
            Ok(id) => state.domain.end_session(&claims, &id, &client).await,
            Err(code) => Err(code.into()),
        },
        (None, Some(_)) => state.domain.end_other_sessions(&claims, &client).await,
        (None, None) => Err(Code::Malformed.into()),
    };
    back_to(paths::DEVICES, done, &state, parts).await
}
