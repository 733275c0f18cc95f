//! The notes: the protected data that people read and write.

use crate::{
    error::{AppError, Code},
    input::NoteText,
    note::Note,
    session::Claims,
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

    /// Writes a note.
    ///
    /// # Errors
    /// `invalid_input` for `text`; `unavailable`.
    pub async fn add_note(&self, claims: &Claims, text: &str) -> Result<Note, AppError> {
        let text = NoteText::parse(text).map_err(|code| AppError::field("text", code))?;
        Ok(self.store.add_note(&claims.sub, text.as_str(), self.clock.now()).await?)
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
