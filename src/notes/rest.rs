//! `/api/notes`: the notes as JSON.

use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
    response::Response,
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    error::{AppError, Code},
    web::{
        AppState, Before, SignedIn, body,
        failures::{
            BodyRefused, CursorRefused, DatabaseAway, Missing, NotSignedIn, NoteRefused,
            WritesLimited,
        },
        older,
    },
};

use super::{
    note::{Note, NoteId, NotePage},
    service,
};

const API_NOTES: &str = "/api/notes";
const API_NOTE: &str = "/api/notes/{id}";

/// A note to write. A missing text counts as empty and is named in the answer.
#[derive(Deserialize, ToSchema)]
pub struct NewNote {
    /// What to write, kept without the white space around it. Not empty, and without U+0000.
    #[serde(default)]
    #[schema(
        required,
        max_length = 2000,
        pattern = r"^[^\u0000]*[^\s\u0000][^\u0000]*$"
    )]
    text: String,
}

/// The newest fifty notes, or those before the cursor that another page named
#[utoipa::path(
    get,
    path = API_NOTES,
    operation_id = "list_notes",
    tag = "notes",
    security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
    params(Before),
    responses(
        (
            status = 200,
            description = "The notes, newest first.",
            body = [Note],
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
    let NotePage { notes, more } =
        service::notes(&state.domain, &claims, before.cursor(), None).await?;
    Ok(older(API_NOTES, more, Json(notes)))
}

/// Write a note
#[utoipa::path(
    post,
    path = API_NOTES,
    operation_id = "add_note",
    tag = "notes",
    security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
    params((
        "Idempotency-Key" = Option<String>,
        Header,
        description = "Names this request: sent again within a day, it is answered with the same note and writes nothing.",
        pattern = r#"^("[A-Za-z0-9._:-]{1,128}"|[A-Za-z0-9._:-]{1,128})$"#,
    )),
    request_body = NewNote,
    responses((status = 201, description = "The note, as it was kept.", body = Note), NotSignedIn, NoteRefused, WritesLimited, DatabaseAway),
)]
pub async fn add(
    State(state): State<AppState>,
    SignedIn(claims): SignedIn,
    headers: HeaderMap,
    body::Json(new): body::Json<NewNote>,
) -> Result<(StatusCode, Json<Note>), AppError> {
    let note = service::add_note(
        &state.domain,
        &claims,
        &new.text,
        idempotency_key(&headers).as_deref(),
    )
    .await?;
    Ok((StatusCode::CREATED, Json(note)))
}

/// Returns the `Idempotency-Key`, with or without the quotes of a structured field (RFC 8941 §3.3.3). Joins repeated
/// headers, which yields an invalid key.
fn idempotency_key(headers: &HeaderMap) -> Option<String> {
    let values: Vec<_> = headers
        .get_all("idempotency-key")
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    let key = (!values.is_empty()).then(|| values.join(","))?;
    Some(
        key.strip_prefix('"')
            .and_then(|key| key.strip_suffix('"'))
            .unwrap_or(&key)
            .to_owned(),
    )
}

/// Change a note
///
/// A note of another user is not found.
#[utoipa::path(
    patch,
    path = API_NOTE,
    operation_id = "edit_note",
    tag = "notes",
    security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
    params(("id" = String, Path, description = "The note's id.")),
    request_body = NewNote,
    responses((status = 200, description = "The note, as it is now.", body = Note), NotSignedIn, Missing, BodyRefused, WritesLimited, DatabaseAway),
)]
pub async fn edit(
    State(state): State<AppState>,
    SignedIn(claims): SignedIn,
    id: Result<Path<String>, PathRejection>,
    body::Json(new): body::Json<NewNote>,
) -> Result<Json<Note>, AppError> {
    // An id that is not UTF-8 belongs to no note.
    let Path(id) = id.map_err(|_| Code::NotFound)?;
    let id = NoteId::parse(&id)?;
    service::edit_note(&state.domain, &claims, &id, &new.text)
        .await
        .map(Json)
}

/// Delete a note
///
/// The page of the notes can restore it for a minute. A note of another user is not found.
#[utoipa::path(
    delete,
    path = API_NOTE,
    operation_id = "delete_note",
    tag = "notes",
    security(("bearer" = []), ("claims_cookie" = [], "proof_cookie" = [])),
    params(("id" = String, Path, description = "The note's id.")),
    responses((status = 204, description = "It is gone."), NotSignedIn, Missing, WritesLimited, DatabaseAway),
)]
pub async fn delete(
    State(state): State<AppState>,
    SignedIn(claims): SignedIn,
    id: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, AppError> {
    // An id that is not UTF-8 belongs to no note.
    let Path(id) = id.map_err(|_| Code::NotFound)?;
    let id = NoteId::parse(&id)?;
    service::delete_note(&state.domain, &claims, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
