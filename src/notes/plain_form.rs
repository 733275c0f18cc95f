//! The plain form of the notes page, for a browser with script off.

use std::collections::BTreeMap;

use axum::{
    extract::{Request, State},
    response::{IntoResponse as _, Redirect, Response},
};
use futures::future::BoxFuture;

use crate::{
    error::{AppError, Code},
    form_fields::{AUTHOR, IDEMPOTENCY_KEY, TEXT},
    services::Domain,
    session::Claims,
    views::page_state::FormFailure,
    web::{
        AppState,
        forms::{KeptFields, is_author, read_signed_in, refused},
        refused_form,
    },
};

use super::{NOTES, note::NoteId, service};

/// Writes a note, or deletes the one that the field `delete` names.
pub async fn submit(State(state): State<AppState>, request: Request) -> Response {
    let (claims, parts, mut fields) = match read_signed_in(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    if !is_author(&claims, fields.get(AUTHOR)) {
        // Shows nothing of what another user wrote.
        let failure = FormFailure {
            error: Code::OtherPerson.into(),
            typed: BTreeMap::new(),
        };
        return refused_form(&state, parts, failure).await;
    }
    let done = match fields.remove("delete") {
        Some(id) => match NoteId::parse(&id) {
            Ok(id) => service::delete_note(&state.domain, &claims, &id).await,
            Err(code) => Err(code.into()),
        },
        None => add_kept(&state.domain, &claims, &fields).await,
    };
    match done {
        Ok(()) => Redirect::to(NOTES).into_response(),
        Err(error) => {
            fields.retain(|name, _| name == TEXT || name == IDEMPOTENCY_KEY);
            refused_form(&state, parts, refused(error, fields)).await
        }
    }
}

/// Writes the note in the fields of a form.
pub fn add_kept<'a>(
    domain: &'a Domain,
    claims: &'a Claims,
    fields: &'a KeptFields,
) -> BoxFuture<'a, Result<(), AppError>> {
    let text = fields.get(TEXT).map(String::as_str).unwrap_or_default();
    let key = fields.get(IDEMPOTENCY_KEY).map(String::as_str);
    Box::pin(async move {
        service::add_note(domain, claims, text, key).await?;
        Ok(())
    })
}
