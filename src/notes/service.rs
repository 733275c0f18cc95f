//! The use cases of notes: the rules between the page, the forms and the REST routes on one side and the table on the
//! other.

use aws_lc_rs::digest;
use futures::future::BoxFuture;

use crate::{
    error::{AppError, Code},
    form_fields::{IDEMPOTENCY_KEY, TEXT},
    ids::UserId,
    input::IdempotencyKey,
    rules::clock::{Millis, Timestamp},
    services::{
        Cursor, Domain, ExportedRow,
        cursor::{self, page},
        export_row,
    },
    session::Claims,
    store::{Store, StoreError},
};

use super::{
    note::{NOTE_MAX, Note, NoteId, NotePage, NoteText},
    store::{self, Added, NoteKey, Restored},
};

/// The number of notes on a page.
const PAGE: usize = 50;

/// How long a deleted note can be restored, in ms. Pages offer it for eight seconds; the rest is for a slow network.
const KEPT: Millis = 60_000;

/// Returns a page of the user's notes, newest first: those before the cursor that another page returned, or the newest.
/// An invalid cursor counts as none. Of the notes that contain `words`, if there are any.
///
/// # Errors
/// `unavailable`.
pub async fn notes(
    domain: &Domain,
    claims: &Claims,
    before: Option<&str>,
    words: Option<&str>,
) -> Result<NotePage, AppError> {
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let before = before.and_then(cursor::parse);
    let words: Option<String> = words.map(searched).filter(|words| !words.is_empty());
    let (store, user) = (domain.store(), &claims.sub);
    let notes = match words {
        Some(words) => store::search_notes(store, user, &words, limit, before).await?,
        None => store::notes_of(store, user, limit, before).await?,
    };
    let (notes, more) = page(notes, PAGE, |(at, note)| cursor::format(*at, &note.id));
    Ok(NotePage {
        notes: notes.into_iter().map(|(_, note)| note).collect(),
        more,
    })
}

/// Returns what is searched for: trimmed, no longer than a note, and without what no note contains.
fn searched(words: &str) -> String {
    let kept = words.trim().chars().filter(|letter| *letter != '\0');
    kept.take(NOTE_MAX).collect()
}

/// Writes a note. Idempotent under the same key, even if the note has been changed or deleted since.
///
/// # Errors
/// `invalid_input` for `text` or `idempotency_key`; `idempotency_key_reused` where the key belongs to another text;
/// `quota_exceeded`; `rate_limited`; `unavailable`.
pub async fn add_note(
    domain: &Domain,
    claims: &Claims,
    text: &str,
    idempotency_key: Option<&str>,
) -> Result<Note, AppError> {
    let text = NoteText::parse(text).map_err(|code| AppError::field(TEXT, code))?;
    let key = idempotency_key
        .map(IdempotencyKey::parse)
        .transpose()
        .map_err(|code| AppError::field(IDEMPOTENCY_KEY, code))?;
    domain.count_write(claims)?;
    let digest = digest::digest(&digest::SHA256, text.as_str().as_bytes());
    let key = key.as_ref().map(|key| NoteKey {
        key: key.as_str(),
        digest: digest.as_ref(),
    });
    match store::add_note(
        domain.store(),
        &claims.sub,
        text.as_str(),
        key,
        domain.quota().into(),
        domain.now(),
    )
    .await?
    {
        Added::Note(note) => Ok(note),
        Added::KeyReused => Err(Code::IdempotencyKeyReused.into()),
        Added::QuotaExceeded => Err(Code::QuotaExceeded.into()),
    }
}

/// Replaces the text of one of the user's own notes. Another user's note is not found.
///
/// # Errors
/// `invalid_input` for `text`; `not_found`; `rate_limited`; `unavailable`.
pub async fn edit_note(
    domain: &Domain,
    claims: &Claims,
    id: &NoteId,
    text: &str,
) -> Result<Note, AppError> {
    let text = NoteText::parse(text).map_err(|code| AppError::field(TEXT, code))?;
    domain.count_write(claims)?;
    let edited = store::edit_note(domain.store(), &claims.sub, id, text.as_str()).await?;
    edited.ok_or_else(|| Code::NotFound.into())
}

/// Deletes one of the user's own notes, which can be restored for a minute. Another user's note is not found.
///
/// # Errors
/// `not_found`; `rate_limited`; `unavailable`.
pub async fn delete_note(domain: &Domain, claims: &Claims, id: &NoteId) -> Result<(), AppError> {
    domain.count_write(claims)?;
    if store::delete_note(domain.store(), &claims.sub, id, domain.now()).await? {
        Ok(())
    } else {
        Err(Code::NotFound.into())
    }
}

/// Restores a note that the user has just deleted.
///
/// # Errors
/// `not_found`, also where it was deleted too long ago; `quota_exceeded`; `rate_limited`; `unavailable`.
pub async fn restore_note(domain: &Domain, claims: &Claims, id: &NoteId) -> Result<Note, AppError> {
    domain.count_write(claims)?;
    match store::restore_note(domain.store(), &claims.sub, id, domain.quota().into()).await? {
        Restored::Note(note) => Ok(note),
        Restored::Missing => Err(Code::NotFound.into()),
        Restored::QuotaExceeded => Err(Code::QuotaExceeded.into()),
    }
}

/// Removes notes that were deleted some time ago.
pub fn purge(store: &Store, now: Timestamp, limit: i64) -> BoxFuture<'_, Result<u64, StoreError>> {
    Box::pin(store::purge_notes(store, now - KEPT, limit))
}

/// Returns the user's notes in pages, for the export of all data of an account.
pub fn export<'a>(
    store: &'a Store,
    user_id: &'a UserId,
    limit: i64,
    before: Option<Cursor<'a>>,
) -> BoxFuture<'a, Result<Vec<ExportedRow>, AppError>> {
    Box::pin(async move {
        let notes = store::notes_of(store, user_id, limit, before).await?;
        notes
            .into_iter()
            .map(|(at, note)| export_row(at, &note.id, &note))
            .collect()
    })
}
