//! Everything that an account holds, as one document (the right of access).

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    error::{AppError, Code},
    event::EventKind,
    note::Note,
    session::{Claims, Role},
    store::rfc3339,
};

use super::Domain;

/// The account as one document.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountData {
    /// The user's id.
    pub id: String,
    /// The person's email address.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// What the account may do.
    pub role: Role,
    /// When the account was made, RFC 3339.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// All notes, newest first.
    pub notes: Vec<Note>,
    /// All sessions, newest first.
    pub sessions: Vec<AccountSession>,
    /// What happened, newest first.
    pub activity: Vec<AccountEvent>,
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

impl Domain {
    /// Everything that the account holds.
    ///
    /// # Errors
    /// `unavailable`; `not_found` for an account that was deleted meanwhile.
    pub async fn data(&self, claims: &Claims) -> Result<AccountData, AppError> {
        let user = self.store.user_by_id(&claims.sub).await?.ok_or(Code::NotFound)?;
        let sessions = self.store.sessions_of(&user.id).await?.into_iter().map(|session| AccountSession {
            id: session.id,
            created_at: rfc3339(session.created_at),
            refreshed_at: rfc3339(session.refreshed_at),
            expires_at: rfc3339(session.expires_at),
            revoked_at: session.revoked_at.map(rfc3339),
            ip: session.ip,
            user_agent: session.user_agent,
        });
        let activity = self.store.events_of(&user.id, i64::MAX, None).await?.into_iter().map(|event| AccountEvent {
            kind: event.kind,
            detail: event.detail,
            at: rfc3339(event.at),
            ip: event.ip,
            user_agent: event.user_agent,
        });
        Ok(AccountData {
            notes: self.store.notes_of(&user.id).await?,
            sessions: sessions.collect(),
            activity: activity.collect(),
            id: user.id,
            email: user.email,
            name: user.name,
            role: user.role,
            created_at: rfc3339(user.created_at),
        })
    }
}
