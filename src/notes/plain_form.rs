//! The plain form of the notes page, for a browser with script off.

use std::collections::BTreeMap;

use axum::{
    extract::{Request, State},
    response::{IntoResponse as _, Redirect, Response},
};
use futures::future::BoxFuture;

use crate::{
    error::{AppError, Code},
    form_fields::{AUTHOR, IDEMPOTENCY_KEY, KeptFields, TEXT},
    services::Domain,
    session::Claims,
    views::page_state::ReturnedForm,
    web::{
        AppState, flash,
        forms::{is_author, read_signed_in, refused},
        return_form,
    },
};

use super::{NOTES, note::NoteId, service, undo::DELETED};

/// Writes a note, or does to the one that the field `delete`, `save` or `restore` names what the field says.
pub async fn submit(State(state): State<AppState>, request: Request) -> Response {
    let (claims, parts, mut fields) = match read_signed_in(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    if !is_author(&claims, fields.get(AUTHOR)) {
        // Shows nothing of what another user wrote.
        let returned = ReturnedForm::refused(Code::OtherPerson.into(), BTreeMap::new());
        return return_form(&state, parts, returned).await;
    }
    match done(&state.domain, &claims, &fields).await {
        Ok(Some(deleted)) => flash::redirect(&state, NOTES, &format!("{DELETED}{deleted}")),
        Ok(None) => Redirect::to(NOTES).into_response(),
        Err(error) => {
            fields.retain(|name, _| name == TEXT || name == IDEMPOTENCY_KEY);
            return_form(&state, parts, refused(error, fields)).await
        }
    }
}

/// Does what the form asks for. Returns the note that it has deleted.
async fn done(
    domain: &Domain,
    claims: &Claims,
    fields: &KeptFields,
) -> Result<Option<NoteId>, AppError> {
    let text = fields.get(TEXT).map(String::as_str).unwrap_or_default();
    let id = |field: &str| {
        let id = fields.get(field).map(|id| NoteId::parse(id));
        id.transpose().map_err(AppError::from)
    };
    if let Some(id) = id("delete")? {
        service::delete_note(domain, claims, &id).await?;
        return Ok(Some(id));
    }
    if let Some(id) = id("restore")? {
        service::restore_note(domain, claims, &id).await?;
    } else if let Some(id) = id("save")? {
        service::edit_note(domain, claims, &id, text).await?;
    } else {
        add_kept(domain, claims, fields).await?;
    }
    Ok(None)
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
