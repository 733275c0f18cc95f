//! Notes. Only their owner reads or deletes them: every statement names whose they are.

use super::{
    Store, StoreError,
    dialect::{Columns, Link},
    new_id, rfc3339,
};
use crate::{auth::clock::Millis, note::Note};

impl Store {
    /// A user's notes, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn notes_of(&self, user_id: &str) -> Result<Vec<Note>, StoreError> {
        let mut db = self.read().await?;
        fetch_all!(db, note, "SELECT id, text, created_at FROM notes WHERE user_id = $1 ORDER BY created_at DESC, id DESC", user_id)
    }

    /// Adds a note to a user's.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when there is no such user, [`StoreError::Unavailable`].
    pub async fn add_note(&self, user_id: &str, text: &str, now: Millis) -> Result<Note, StoreError> {
        let note = Note { id: new_id(), text: text.to_owned(), created_at: rfc3339(now) };
        insert_note(&mut self.write().await?, &note.id, user_id, text, now).await?;
        Ok(note)
    }

    /// Deletes one of a user's notes; false when the user has no such note, be it somebody else's.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn delete_note(&self, user_id: &str, id: &str) -> Result<bool, StoreError> {
        let mut db = self.write().await?;
        Ok(execute!(db, "DELETE FROM notes WHERE user_id = $1 AND id = $2", user_id, id)? == 1)
    }
}

pub(super) async fn insert_note(db: &mut impl Link, id: &str, user_id: &str, text: &str, at: Millis) -> Result<(), StoreError> {
    execute!(*db, "INSERT INTO notes (id, user_id, text, created_at) VALUES ($1, $2, $3, $4)", id, user_id, text, at)?;
    Ok(())
}

fn note(row: &dyn Columns) -> Result<Note, StoreError> {
    Ok(Note { id: row.text("id")?, text: row.text("text")?, created_at: rfc3339(row.number("created_at")?) })
}
