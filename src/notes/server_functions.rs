//! The server functions of the notes.

use leptos::prelude::*;

use crate::{
    error::AppError,
    interceptor::{AuthClient, AuthProtocol},
};

#[cfg(feature = "ssr")]
use super::note::NoteId;
use super::note::{Note, NotePage};

/// Returns a page of the signed-in user's notes, newest first: those before the cursor `before`, which another page
/// returned, or the newest. Of those that contain `words`, if there are any.
///
/// # Errors
/// The token codes; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "list_notes", client = AuthClient, protocol = AuthProtocol)]
pub async fn list_notes(
    before: Option<String>,
    words: Option<String>,
) -> Result<NotePage, AppError> {
    let person = crate::api::signed_in()?;
    person.answer(
        super::service::notes(
            person.domain(),
            person.claims(),
            before.as_deref(),
            words.as_deref(),
        )
        .await,
    )
}

/// Writes a note. Idempotent under the same key.
///
/// # Errors
/// The token codes; `invalid_input` for `text` or `idempotency_key`; `idempotency_key_reused`; `quota_exceeded`;
/// `rate_limited`; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "add_note", client = AuthClient, protocol = AuthProtocol)]
pub async fn add_note(text: String, idempotency_key: Option<String>) -> Result<Note, AppError> {
    let person = crate::api::signed_in()?;
    person.answer(
        super::service::add_note(
            person.domain(),
            person.claims(),
            &text,
            idempotency_key.as_deref(),
        )
        .await,
    )
}

/// Deletes one of the user's own notes.
///
/// # Errors
/// The token codes; `not_found`; `rate_limited`; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "delete_note", client = AuthClient, protocol = AuthProtocol)]
pub async fn delete_note(id: String) -> Result<(), AppError> {
    let person = crate::api::signed_in()?;
    let id = person.answer(NoteId::parse(&id).map_err(Into::into))?;
    person.answer(super::service::delete_note(person.domain(), person.claims(), &id).await)
}

/// Replaces the text of one of the user's own notes.
///
/// # Errors
/// The token codes; `invalid_input` for `text`; `not_found`; `rate_limited`; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "edit_note", client = AuthClient, protocol = AuthProtocol)]
pub async fn edit_note(id: String, text: String) -> Result<Note, AppError> {
    let person = crate::api::signed_in()?;
    let id = person.answer(NoteId::parse(&id).map_err(Into::into))?;
    person.answer(super::service::edit_note(person.domain(), person.claims(), &id, &text).await)
}

/// Restores a note that the user has just deleted.
///
/// # Errors
/// The token codes; `not_found`; `quota_exceeded`; `rate_limited`; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "restore_note", client = AuthClient, protocol = AuthProtocol)]
pub async fn restore_note(id: String) -> Result<Note, AppError> {
    let person = crate::api::signed_in()?;
    let id = person.answer(NoteId::parse(&id).map_err(Into::into))?;
    person.answer(super::service::restore_note(person.domain(), person.claims(), &id).await)
}
