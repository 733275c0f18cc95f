//! The notes: the protected data that people read and write.

use aws_lc_rs::digest;

use crate::{
    error::{AppError, Code},
    input::{IdempotencyKey, NoteText},
    note::{IDEMPOTENCY_KEY, Note},
    session::Claims,
    store::{Added, NoteKey},
};

use super::Domain;

impl Domain {
    /// The person's notes, newest first.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn notes(&self, claims: &Claims) -> Result<Vec<Note>, AppError> {
        Ok(self.store.notes_of(&claims.sub).await?)
    }

    /// Writes a note. Sent again under the same key it is the same note, whatever has become of it.
    ///
    /// # Errors
    /// `invalid_input` for `text` or `idempotency_key`; `idempotency_key_reused` where the key belongs to another text; `unavailable`.
    pub async fn add_note(&self, claims: &Claims, text: &str, idempotency_key: Option<&str>) -> Result<Note, AppError> {
        let text = NoteText::parse(text).map_err(|code| AppError::field("text", code))?;
        let key = idempotency_key.map(IdempotencyKey::parse).transpose().map_err(|code| AppError::field(IDEMPOTENCY_KEY, code))?;
        let digest = digest::digest(&digest::SHA256, text.as_str().as_bytes());
        let key = key.as_ref().map(|key| NoteKey { key: key.as_str(), digest: digest.as_ref() });
        match self.store.add_note(&claims.sub, text.as_str(), key, self.clock.now()).await? {
            Added::Note(note) => Ok(note),
            Added::KeyReused => Err(Code::IdempotencyKeyReused.into()),
        }
    }

    /// Deletes one of the person's own notes; somebody else's is not there.
    ///
    /// # Errors
    /// `not_found`; `unavailable`.
    pub async fn delete_note(&self, claims: &Claims, id: &str) -> Result<(), AppError> {
        // PostgreSQL refuses text with U+0000, and no id has one.
        let deleted = !id.contains('\0') && self.store.delete_note(&claims.sub, id).await?;
        if deleted { Ok(()) } else { Err(Code::NotFound.into()) }
    }
}
