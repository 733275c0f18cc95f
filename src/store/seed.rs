//! The demo's accounts and what they hold, put in all at once or not at all.

use super::{
    Event, SessionRecord, Store, StoreError, User, events::insert_event, new_id,
    notes::insert_note, sessions::insert_session, users::insert_user,
};
use crate::rules::clock::Millis;

impl Store {
    /// Adds everything in one transaction; nothing when the first user's email address is taken. Of several
    /// instances that start together one does it. A note is (whose, text, when).
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]; [`StoreError::Duplicate`] or [`StoreError::Refused`] when the rows do not fit together.
    pub async fn seed(
        &self,
        users: &[User],
        sessions: &[SessionRecord],
        notes: &[(String, String, Millis)],
        events: &[Event],
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        for (position, user) in users.iter().enumerate() {
            match insert_user(&mut transaction, user).await {
                Err(StoreError::Duplicate) if position == 0 => return Ok(()),
                result => result?,
            }
        }
        for session in sessions {
            insert_session(&mut transaction, session).await?;
        }
        for (user_id, text, at) in notes {
            insert_note(&mut transaction, &new_id(), user_id, text, *at).await?;
        }
        for event in events {
            insert_event(&mut transaction, event).await?;
        }
        transaction.commit().await
    }
}
