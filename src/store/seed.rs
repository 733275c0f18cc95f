//! The demo's accounts and what they hold, put in all at once or not at all.

use futures::future::BoxFuture;

use super::{
    Event, SessionRecord, Store, StoreError, User, dialect::Transaction, events::insert_event,
    sessions::insert_session, users::insert_user,
};
use crate::{ids::UserId, rules::clock::Timestamp};

/// Whom a feature may give something to show.
#[derive(Clone, Copy, Debug)]
pub struct Demo<'a> {
    /// The id of the user with the role `user`.
    pub user: &'a UserId,
    /// The id of the administrator.
    pub admin: &'a UserId,
    /// The time.
    pub now: Timestamp,
}

/// Adds a feature's rows for the demo.
pub type DemoRows =
    for<'a> fn(&'a mut Transaction, &'a Demo<'a>) -> BoxFuture<'a, Result<(), StoreError>>;

impl Store {
    /// Adds everything in one transaction, the users under one password; nothing when the first user's email address is taken. Of several
    /// instances that start together one does it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]; [`StoreError::Duplicate`] or [`StoreError::Refused`] when the rows do not fit together.
    pub async fn seed(
        &self,
        [user, admin]: &[User; 2],
        password_hash: &str,
        sessions: &[SessionRecord],
        events: &[Event],
        features: &[DemoRows],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        match insert_user(&mut transaction, user, Some(password_hash)).await {
            Err(StoreError::Duplicate) => return Ok(()),
            result => result?,
        }
        insert_user(&mut transaction, admin, Some(password_hash)).await?;
        for session in sessions {
            insert_session(&mut transaction, session).await?;
        }
        for event in events {
            insert_event(&mut transaction, event).await?;
        }
        let demo = Demo {
            user: &user.id,
            admin: &admin.id,
            now,
        };
        for rows in features {
            rows(&mut transaction, &demo).await?;
        }
        transaction.commit().await
    }
}
