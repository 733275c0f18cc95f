//! The audit log of accounts. Events are added and never changed.

use super::{
    RevocationReason, Store, StoreError,
    dialect::{Columns, Link},
    new_id,
};
use crate::{
    event::EventKind,
    ids::{EventId, SessionId, UserId},
    rules::clock::{Millis, Timestamp},
};

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// UUID v7.
    pub id: String,
    /// Its time.
    pub at: Timestamp,
    /// Its kind.
    pub kind: EventKind,
    /// The user that it concerns, if known.
    pub user_id: Option<UserId>,
    /// The session that it concerns.
    pub session_id: Option<SessionId>,
    /// The address of the request; empty when there was none.
    pub ip: String,
    /// The `User-Agent` of the request; empty when there was none.
    pub user_agent: String,
    /// More detail.
    pub detail: Option<String>,
    /// When the owner said that it was their own doing.
    pub confirmed_at: Option<Timestamp>,
}

impl Event {
    /// Creates an event without session, client and detail.
    pub fn new(kind: EventKind, user_id: Option<&UserId>, at: Timestamp) -> Self {
        Self {
            id: new_id(),
            at,
            kind,
            user_id: user_id.cloned(),
            session_id: None,
            ip: String::new(),
            user_agent: String::new(),
            detail: None,
            confirmed_at: None,
        }
    }

    /// Returns the event that a session was revoked in the course of this one. If this one says who did it, so does that.
    pub fn of_revoked(&self, session_id: SessionId, reason: RevocationReason) -> Self {
        let words = [Some(reason.as_str()), self.detail.as_deref()];
        Self {
            id: new_id(),
            kind: EventKind::SessionRevoked,
            session_id: Some(session_id),
            detail: Some(words.into_iter().flatten().collect::<Vec<_>>().join(" ")),
            ..self.clone()
        }
    }

    /// Returns why the session was revoked, if this is the event of that.
    pub fn reason(&self) -> Option<RevocationReason> {
        let detail = self.detail.as_deref();
        let detail = detail.filter(|_| self.kind == EventKind::SessionRevoked)?;
        RevocationReason::parse(detail.split(' ').next()?)
    }
}

/// `INSERT INTO events` of all columns, and what follows.
macro_rules! insert_events {
    ($rest:literal) => {
        concat!(
            "INSERT INTO events (id, at, kind, user_id, session_id, ip, user_agent, detail) ",
            $rest
        )
    };
}

/// How long after a revocation its event may be written.
const RECORDED_WITHIN: Millis = 10_000;

impl Store {
    /// Adds events, all of them or none. The users and the sessions need not exist.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Duplicate`] when an id is taken.
    pub async fn record_events(&self, events: &[Event]) -> Result<(), StoreError> {
        match events {
            [] => Ok(()),
            [event] => insert_event(&mut self.write().await?, event).await,
            events => {
                let mut transaction = self.begin().await?;
                for event in events {
                    insert_event(&mut transaction, event).await?;
                }
                transaction.commit().await
            }
        }
    }

    /// Returns at most `limit` events of a user, the newest first. `before` is the time and id of the previous page's last one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn events_of(
        &self,
        user_id: &UserId,
        limit: i64,
        before: Option<(Timestamp, &str)>,
    ) -> Result<Vec<Event>, StoreError> {
        let sql = "SELECT id, at, kind, user_id, session_id, ip, user_agent, detail, confirmed_at FROM events \
            WHERE user_id = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT +$4";
        let mut db = self.read().await?;
        fetch_page!(db, "events", "at", event, sql, user_id, limit, before)
    }

    /// Records that a user's event was the user's own doing. Returns false if there is no such event, or it is confirmed already.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn confirm_event(
        &self,
        user_id: &UserId,
        id: &EventId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE events SET confirmed_at = $3 WHERE id = $2 AND user_id = $1 AND confirmed_at IS NULL";
        let mut db = self.write().await?;
        Ok(execute!(db, sql, user_id, id, now)? == 1)
    }

    /// Returns the `User-Agent` of the client that ended a session from elsewhere at about `at`, if that is on record.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn revocation_event(
        &self,
        user_id: &UserId,
        session_id: &SessionId,
        at: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        let sql = "SELECT user_agent FROM events WHERE user_id = $1 AND at BETWEEN $2 AND $3 AND session_id = $4 AND kind = $5 \
            ORDER BY at, id LIMIT 1";
        let (kind, until) = (EventKind::SessionRevoked.as_str(), at + RECORDED_WITHIN);
        let mut db = self.read().await?;
        let read = |row: &dyn Columns| row.text("user_agent");
        fetch_optional!(db, read, sql, user_id, at, until, session_id, kind)
    }
}

pub(super) async fn insert_event(db: &mut impl Link, event: &Event) -> Result<(), StoreError> {
    let sql = insert_events!("VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
    let Event {
        id,
        at,
        kind,
        user_id,
        session_id,
        ip,
        user_agent,
        detail,
        confirmed_at: _,
    } = event;
    execute!(
        *db,
        sql,
        id,
        at,
        kind.as_str(),
        user_id,
        session_id,
        ip,
        user_agent,
        detail
    )?;
    Ok(())
}

/// Adds an event unless its user (or all events without a user) has `limit` of its kind since `since`. Returns whether it was
/// added. Concurrent callers may add one each beyond the limit.
pub(super) async fn insert_event_at_most(
    db: &mut impl Link,
    event: &Event,
    limit: i64,
    since: Timestamp,
) -> Result<bool, StoreError> {
    // Two texts: `user_id IS NOT DISTINCT FROM $4` would find no index in PostgreSQL.
    let sql = match event.user_id {
        Some(_) => insert_events!(
            "SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE (SELECT count(*) FROM events WHERE user_id = $4 AND at >= $9 AND kind = $3) < $10"
        ),
        None => insert_events!(
            "SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE (SELECT count(*) FROM events WHERE user_id IS NULL AND at >= $9 AND kind = $3) < $10"
        ),
    };
    let Event {
        id,
        at,
        kind,
        user_id,
        session_id,
        ip,
        user_agent,
        detail,
        confirmed_at: _,
    } = event;
    Ok(execute!(
        *db,
        sql,
        id,
        at,
        kind.as_str(),
        user_id,
        session_id,
        ip,
        user_agent,
        detail,
        since,
        limit
    )? == 1)
}

fn event(row: &dyn Columns) -> Result<Event, StoreError> {
    Ok(Event {
        id: row.text("id")?,
        at: row.time("at")?,
        kind: EventKind::parse(&row.text("kind")?).ok_or(StoreError::Corrupt("events.kind"))?,
        user_id: row.optional_text("user_id")?.map(UserId::from),
        session_id: row.optional_text("session_id")?.map(SessionId::from),
        ip: row.text("ip")?,
        user_agent: row.text("user_agent")?,
        detail: row.optional_text("detail")?,
        confirmed_at: row.optional_time("confirmed_at")?,
    })
}
