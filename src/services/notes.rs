//! The notes: the protected data that people read and write.

use aws_lc_rs::digest;

use crate::{
    error::{AppError, Code},
    input::{IdempotencyKey, NoteText},
    note::{IDEMPOTENCY_KEY, Note, NotePage},
    session::Claims,
    store::{Added, NoteKey},
};

use super::{
    Domain,
    cursor::{cursor, page, place},
};

/// How many notes are on a page.
const PAGE: usize = 50;

impl Domain {
    /// A page of the person's notes, newest first: those before the place that another page named, or the newest. What names no place is
    /// the same as nothing.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn notes(&self, claims: &Claims, before: Option<&str>) -> Result<NotePage, AppError> {
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let notes = self
            .store
            .notes_of(&claims.sub, limit, before.and_then(place))
            .await?;
        let (notes, more) = page(notes, PAGE, |(at, note)| cursor(*at, &note.id));
        Ok(NotePage {
            notes: notes.into_iter().map(|(_, note)| note).collect(),
            more,
        })
    }

    /// Writes a note. Sent again under the same key it is the same note, whatever has become of it.
    ///
    /// # Errors
    /// `invalid_input` for `text` or `idempotency_key`; `idempotency_key_reused` where the key belongs to another text;
    /// `quota_exceeded`; `rate_limited`; `unavailable`.
    pub async fn add_note(
        &self,
        claims: &Claims,
        text: &str,
        idempotency_key: Option<&str>,
    ) -> Result<Note, AppError> {
        let text = NoteText::parse(text).map_err(|code| AppError::field("text", code))?;
        let key = idempotency_key
            .map(IdempotencyKey::parse)
            .transpose()
            .map_err(|code| AppError::field(IDEMPOTENCY_KEY, code))?;
        self.count_write(claims)?;
        let digest = digest::digest(&digest::SHA256, text.as_str().as_bytes());
        let key = key.as_ref().map(|key| NoteKey {
            key: key.as_str(),
            digest: digest.as_ref(),
        });
        match self
            .store
            .add_note(
                &claims.sub,
                text.as_str(),
                key,
                self.notes_per_user.into(),
                self.clock.now(),
            )
            .await?
        {
            Added::Note(note) => Ok(note),
            Added::KeyReused => Err(Code::IdempotencyKeyReused.into()),
            Added::QuotaExceeded => Err(Code::QuotaExceeded.into()),
        }
    }

    /// Replaces the text of one of the person's own notes; somebody else's is not there.
    ///
    /// # Errors
    /// `invalid_input` for `text`; `not_found`; `rate_limited`; `unavailable`.
    pub async fn edit_note(&self, claims: &Claims, id: &str, text: &str) -> Result<Note, AppError> {
        let text = NoteText::parse(text).map_err(|code| AppError::field("text", code))?;
        self.count_write(claims)?;
        // PostgreSQL refuses text with U+0000, and no id has one.
        let edited = if id.contains('\0') {
            None
        } else {
            self.store.edit_note(&claims.sub, id, text.as_str()).await?
        };
        edited.ok_or_else(|| Code::NotFound.into())
    }

    /// Deletes one of the person's own notes; somebody else's is not there.
    ///
    /// # Errors
    /// `not_found`; `rate_limited`; `unavailable`.
    pub async fn delete_note(&self, claims: &Claims, id: &str) -> Result<(), AppError> {
        self.count_write(claims)?;
        // PostgreSQL refuses text with U+0000, and no id has one.
        let deleted = !id.contains('\0') && self.store.delete_note(&claims.sub, id).await?;
        if deleted {
            Ok(())
        } else {
            Err(Code::NotFound.into())
        }
    }

    fn count_write(&self, claims: &Claims) -> Result<(), AppError> {
        self.writes
            .count(&claims.sub)
            .map_err(|seconds| AppError::retry_after(Code::RateLimited, seconds))
    }
}
