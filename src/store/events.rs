//! What happened to an account, for its owner to read. Events are added and never changed.

use super::{
    Store, StoreError,
    dialect::{Columns, Link},
};
use crate::auth::clock::Millis;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// UUID v7.
    pub id: String,
    /// When it happened.
    pub at: Millis,
    /// What happened, as a word.
    pub kind: String,
    /// Whom it concerns, when that is known.
    pub user_id: Option<String>,
    /// The session that it concerns.
    pub session_id: Option<String>,
    /// The address of the request; empty when there was none.
    pub ip: String,
    /// The `User-Agent` of the request; empty when there was none.
    pub user_agent: String,
    /// What else there is to say.
    pub detail: Option<String>,
}

impl Store {
    /// Adds an event. The user and the session need not exist.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Duplicate`] when the id is taken.
    pub async fn record_event(&self, event: &Event) -> Result<(), StoreError> {
        insert_event(&mut self.write().await?, event).await
    }

    /// At most `limit` events of a user, the newest first; those before `before`, the time and id of the last one of another page.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn events_of(&self, user_id: &str, limit: i64, before: Option<(Millis, &str)>) -> Result<Vec<Event>, StoreError> {
        let sql = "SELECT id, at, kind, user_id, session_id, ip, user_agent, detail FROM events \
            WHERE user_id = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4";
        let (at, id) = before.unwrap_or((Millis::MAX, ""));
        let mut db = self.read().await?;
        fetch_all!(db, event, sql, user_id, at, id, limit.max(0))
    }
}

pub(super) async fn insert_event(db: &mut impl Link, event: &Event) -> Result<(), StoreError> {
    let sql = "INSERT INTO events (id, at, kind, user_id, session_id, ip, user_agent, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let Event { id, at, kind, user_id, session_id, ip, user_agent, detail } = event;
    execute!(*db, sql, id, at, kind, user_id, session_id, ip, user_agent, detail)?;
    Ok(())
}

fn event(row: &dyn Columns) -> Result<Event, StoreError> {
    Ok(Event {
        id: row.text("id")?,
        at: row.number("at")?,
        kind: row.text("kind")?,
        user_id: row.optional_text("user_id")?,
        session_id: row.optional_text("session_id")?,
        ip: row.text("ip")?,
        user_agent: row.text("user_agent")?,
        detail: row.optional_text("detail")?,
    })
}
