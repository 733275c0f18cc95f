//! Everything that an account holds, as one document (the right of access).

use futures::{Stream, StreamExt as _, stream};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    error::{AppError, Code},
    event::EventKind,
    note::Note,
    rules::clock::Millis,
    session::{Claims, Role},
    store::{Event, SessionRecord, User, rfc3339},
};

use super::Domain;

/// How many rows are read at a time: what an export holds in memory, however much the account does.
const PAGE: usize = 200;

/// The account as one document, as its parts add up to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountData {
    #[serde(flatten)]
    account: Account,
    /// All notes, newest first.
    notes: Vec<Note>,
    /// All sessions, newest first.
    sessions: Vec<AccountSession>,
    /// What happened, newest first.
    activity: Vec<AccountEvent>,
}

/// Who it is.
#[derive(Debug, Serialize, ToSchema)]
struct Account {
    /// The user's id.
    id: String,
    /// The person's email address.
    email: String,
    /// The person's name.
    name: String,
    /// What the account may do.
    role: Role,
    /// When the account was made, RFC 3339.
    #[schema(format = DateTime)]
    created_at: String,
}

/// A session, without what only the server may know.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountSession {
    /// The session's id.
    pub id: String,
    /// When it was opened, RFC 3339.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was last refreshed, RFC 3339.
    #[schema(format = DateTime)]
    pub refreshed_at: String,
    /// When it ends at the latest, RFC 3339.
    #[schema(format = DateTime)]
    pub expires_at: String,
    /// When it was ended, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub revoked_at: Option<String>,
    /// Where it was opened from.
    pub ip: String,
    /// The software that opened it.
    pub user_agent: String,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountEvent {
    /// What.
    pub kind: EventKind,
    /// What else there is to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// When, RFC 3339.
    #[schema(format = DateTime)]
    pub at: String,
    /// From where.
    pub ip: String,
    /// With what.
    pub user_agent: String,
}

/// Which list is being written.
#[derive(Clone, Copy)]
enum Part {
    Notes,
    Sessions,
    Activity,
}

/// An export under way.
struct Export {
    domain: Domain,
    user_id: String,
    /// The list that goes on, after the row that `before` names; `None` at the end of the document.
    part: Option<Part>,
    before: Option<(Millis, String)>,
}

impl Domain {
    /// Everything that the account holds, as a JSON document in pieces. A piece that cannot be read ends it in the middle.
    ///
    /// # Errors
    /// `not_found` where the account is gone; `unavailable`.
    pub async fn export(
        &self,
        claims: &Claims,
    ) -> Result<impl Stream<Item = Result<String, AppError>> + use<>, AppError> {
        let user = self
            .store
            .user_by_id(&claims.sub)
            .await?
            .ok_or(Code::NotFound)?;
        let User {
            id,
            email,
            name,
            role,
            created_at,
            ..
        } = user;
        let export = Export {
            domain: self.clone(),
            user_id: id.clone(),
            part: Some(Part::Notes),
            before: None,
        };
        let head = json(&Account {
            id,
            email,
            name,
            role,
            created_at: rfc3339(created_at),
        })?;
        let head = format!("{},\"notes\":[", head.trim_end_matches('}'));
        Ok(stream::once(async { Ok(head) }).chain(stream::try_unfold(export, Export::piece)))
    }
}

impl Export {
    async fn piece(mut self) -> Result<Option<(String, Self)>, AppError> {
        let Some(part) = self.part else {
            return Ok(None);
        };
        let rows = self.rows(part).await?;
        let (is_first, is_last) = (self.before.is_none(), rows.len() < PAGE);
        let separator = if is_first || rows.is_empty() { "" } else { "," };
        let mut piece = format!(
            "{separator}{}",
            rows.iter()
                .map(|(_, json)| json.as_str())
                .collect::<Vec<_>>()
                .join(",")
        );
        self.before = rows.into_iter().next_back().map(|(place, _)| place);
        if is_last {
            let (end, next) = match part {
                Part::Notes => ("],\"sessions\":[", Some(Part::Sessions)),
                Part::Sessions => ("],\"activity\":[", Some(Part::Activity)),
                Part::Activity => ("]}", None),
            };
            piece.push_str(end);
            (self.part, self.before) = (next, None);
        }
        Ok(Some((piece, self)))
    }

    /// The next rows of a list, each with its place.
    async fn rows(&self, part: Part) -> Result<Vec<((Millis, String), String)>, AppError> {
        let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
        let before = self.before.as_ref().map(|(at, id)| (*at, id.as_str()));
        let (store, user_id) = (&self.domain.store, self.user_id.as_str());
        match part {
            Part::Notes => {
                let notes = store.notes_of(user_id, limit, before).await?;
                notes
                    .into_iter()
                    .map(|(at, note)| Ok(((at, note.id.clone()), json(&note)?)))
                    .collect()
            }
            Part::Sessions => {
                let sessions = store.sessions_of(user_id, limit, before).await?;
                sessions
                    .into_iter()
                    .map(|session| {
                        Ok((
                            (session.created_at, session.id.clone()),
                            json(&AccountSession::from(session))?,
                        ))
                    })
                    .collect()
            }
            Part::Activity => {
                let events = store.events_of(user_id, limit, before).await?;
                events
                    .into_iter()
                    .map(|event| {
                        Ok((
                            (event.at, event.id.clone()),
                            json(&AccountEvent::from(event))?,
                        ))
                    })
                    .collect()
            }
        }
    }
}

impl From<SessionRecord> for AccountSession {
    fn from(session: SessionRecord) -> Self {
        Self {
            id: session.id,
            created_at: rfc3339(session.created_at),
            refreshed_at: rfc3339(session.refreshed_at),
            expires_at: rfc3339(session.expires_at),
            revoked_at: session.revoked_at.map(rfc3339),
            ip: session.ip,
            user_agent: session.user_agent,
        }
    }
}

impl From<Event> for AccountEvent {
    fn from(event: Event) -> Self {
        Self {
            kind: event.kind,
            detail: event.detail,
            at: rfc3339(event.at),
            ip: event.ip,
            user_agent: event.user_agent,
        }
    }
}

fn json(row: &impl Serialize) -> Result<String, AppError> {
    serde_json::to_string(row).map_err(|_| Code::Internal.into())
}
