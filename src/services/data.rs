//! Everything that an account holds, as one document (the right of access).

use std::borrow::Cow;

use futures::{Stream, StreamExt as _, future::BoxFuture, stream};
use serde::Serialize;
use utoipa::{
    ToSchema,
    openapi::{RefOr, Schema},
};

use crate::{
    error::{AppError, Code},
    event::EventKind,
    ids::UserId,
    rules::clock::Timestamp,
    session::{Claims, Role},
    store::{Event, SessionRecord, Store, User, rfc3339},
};

use super::Domain;

/// How many rows are read at a time: what an export holds in memory, however much the account does.
const PAGE: usize = 200;

/// The account as one document, as its parts add up to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountData {
    #[serde(flatten)]
    account: Account,
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
    /// The user's email address.
    email: String,
    /// The user's name.
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

/// The time and the id of a row, which say where a list goes on.
pub type Cursor<'a> = (Timestamp, &'a str);

/// A row of a list, as JSON, with its cursor.
pub type ExportedRow = ((Timestamp, String), String);

/// A list that a feature keeps of a user.
#[derive(Clone)]
pub struct Export {
    /// Its name in the document.
    pub name: &'static str,
    /// What it holds, in words.
    pub about: &'static str,
    /// The schema of its rows, and that schema's name.
    pub schema: fn() -> RefOr<Schema>,
    /// See above.
    pub schema_name: fn() -> Cow<'static, str>,
    /// Reads at most so many rows of a user, those before a cursor.
    pub rows: ReadRows,
}

/// Reads at most so many rows of a user for the export, the newest first; those before the cursor, if there is one.
pub type ReadRows = for<'a> fn(
    &'a Store,
    &'a UserId,
    i64,
    Option<Cursor<'a>>,
) -> BoxFuture<'a, Result<Vec<ExportedRow>, AppError>>;

/// Writes a row for an [`Export`].
///
/// # Errors
/// `internal` where it has no JSON.
pub fn export_row(at: Timestamp, id: &str, row: &impl Serialize) -> Result<ExportedRow, AppError> {
    Ok(((at, id.to_owned()), json(row)?))
}

/// Which list is being written.
#[derive(Clone, Copy)]
enum Part {
    /// That of a feature, by its place among them.
    Feature(usize),
    Sessions,
    Activity,
}

/// A document that is being written.
struct Document {
    domain: Domain,
    user_id: UserId,
    /// The list that goes on, after the row that `before` names; `None` at the end of the document.
    part: Option<Part>,
    before: Option<(Timestamp, String)>,
}

impl Part {
    fn first(exports: &[Export]) -> Self {
        if exports.is_empty() {
            Self::Sessions
        } else {
            Self::Feature(0)
        }
    }

    fn next(self, exports: &[Export]) -> Option<Self> {
        match self {
            Self::Feature(at) if at + 1 < exports.len() => Some(Self::Feature(at + 1)),
            Self::Feature(_) => Some(Self::Sessions),
            Self::Sessions => Some(Self::Activity),
            Self::Activity => None,
        }
    }

    fn name(self, exports: &[Export]) -> &'static str {
        match self {
            Self::Feature(at) => exports.get(at).map_or("", |export| export.name),
            Self::Sessions => "sessions",
            Self::Activity => "activity",
        }
    }
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
        let first = Part::first(&self.exports);
        let document = Document {
            domain: self.clone(),
            user_id: id.clone(),
            part: Some(first),
            before: None,
        };
        let head = json(&Account {
            id: id.into(),
            email,
            name,
            role,
            created_at: rfc3339(created_at),
        })?;
        let head = format!(
            "{},\"{}\":[",
            head.trim_end_matches('}'),
            first.name(&self.exports)
        );
        Ok(stream::once(async { Ok(head) }).chain(stream::try_unfold(document, Document::piece)))
    }
}

impl Document {
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
        self.before = rows.into_iter().next_back().map(|(cursor, _)| cursor);
        if is_last {
            let exports = &self.domain.exports;
            let next = part.next(exports);
            piece.push_str(&match next {
                Some(next) => format!("],\"{}\":[", next.name(exports)),
                None => "]}".to_owned(),
            });
            (self.part, self.before) = (next, None);
        }
        Ok(Some((piece, self)))
    }

    /// The next rows of a list, each with its cursor.
    async fn rows(&self, part: Part) -> Result<Vec<ExportedRow>, AppError> {
        let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
        let before = self.before.as_ref().map(|(at, id)| (*at, id.as_str()));
        let (store, user_id) = (&self.domain.store, &self.user_id);
        match part {
            Part::Feature(at) => match self.domain.exports.get(at) {
                Some(export) => (export.rows)(store, user_id, limit, before).await,
                None => Ok(Vec::new()),
            },
            Part::Sessions => {
                let sessions = store.sessions_of(user_id, limit, before).await?;
                sessions
                    .into_iter()
                    .map(|session| {
                        let (at, id) = (session.created_at, session.id.clone());
                        export_row(at, &id, &AccountSession::from(session))
                    })
                    .collect()
            }
            Part::Activity => {
                let events = store.events_of(user_id, limit, before).await?;
                events
                    .into_iter()
                    .map(|event| {
                        let (at, id) = (event.at, event.id.clone());
                        export_row(at, &id, &AccountEvent::from(event))
                    })
                    .collect()
            }
        }
    }
}

impl From<SessionRecord> for AccountSession {
    fn from(session: SessionRecord) -> Self {
        Self {
            id: session.id.into(),
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
