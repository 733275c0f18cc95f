//! `/api/notes`: the notes as JSON.

use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
};
use http::StatusCode;
use serde::Deserialize;

use super::SignedIn;
use crate::{
    error::{AppError, Code},
    note::Note,
    server::{AppState, body},
};

/// A note to write. A missing text counts as empty and is named in the answer.
#[derive(Deserialize)]
pub struct NewNote {
    #[serde(default)]
    text: String,
}

/// All notes, newest first.
pub async fn list(State(state): State<AppState>, SignedIn(claims): SignedIn) -> Result<Json<Vec<Note>>, AppError> {
    state.domain.notes(&claims).await.map(Json)
}

/// Writes a note.
pub async fn add(
    State(state): State<AppState>,
    SignedIn(claims): SignedIn,
    body::Json(new): body::Json<NewNote>,
) -> Result<(StatusCode, Json<Note>), AppError> {
    let note = state.domain.add_note(&claims, &new.text).await?;
    Ok((StatusCode::CREATED, Json(note)))
}

/// Deletes a note. An id that is not UTF-8 is nobody's.
pub async fn delete(
    State(state): State<AppState>,
    SignedIn(claims): SignedIn,
    id: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, AppError> {
    let Path(id) = id.map_err(|_| Code::NotFound)?;
    state.domain.delete_note(&claims, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
