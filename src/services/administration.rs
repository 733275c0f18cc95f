//! What administrators do: find accounts, look at them, end their sessions, disable them, change their roles, invite. Whether somebody
//! is an administrator is asked of the database each time: a token may be minutes old.

use crate::{
    admin::{AdminDetail, AdminPage, AdminSession, AdminUser, DeadMail},
    error::{AppError, Code},
    event::EventKind,
    ids::{SessionId, UserId},
    rules::{clock::millis, expiry::has_run_out},
    session::{Claims, Role},
    store::{
        AccountChange, AdminRow, Event, Notice, RevocationReason, SessionRecord, User, rfc3339,
    },
};

use super::{
    ClientInfo, Domain,
    activity::activity_event,
    cursor::{self, page},
    mail::{Mail, Occasion, Recipient},
    user_agent::device_name,
};

/// The number of accounts on a page.
const PAGE: usize = 50;
/// The most sessions and events of an account that are shown.
const SHOWN: i64 = 50;
/// The most dead mails that are shown.
const DEAD_SHOWN: i64 = 50;
/// The longest search, in characters.
const QUERY_MAX: usize = 100;
/// The most administrators that are told of a new one.
const TOLD: i64 = 50;

/// An act on an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdminAct {
    /// Forbids its use and ends its sessions.
    Disable,
    /// Allows its use again.
    Enable,
    /// Ends its sessions.
    EndSessions,
    /// Gives it another role.
    SetRole(Role),
    /// Sends its owner a code to set another password.
    SendReset,
}

impl Domain {
    /// Returns a page of the accounts whose address or name has `query` in it, and the account `of` whom is asked for.
    ///
    /// # Errors
    /// `forbidden`; `not_found`; `unavailable`.
    pub async fn admin_page(
        &self,
        claims: &Claims,
        query: &str,
        before: Option<&str>,
        of: Option<&UserId>,
    ) -> Result<AdminPage, AppError> {
        self.require_administrator(claims).await?;
        let (users, more) = self.find_users(query, before).await?;
        let detail = match of {
            Some(id) => Some(self.admin_detail(id).await?),
            None => None,
        };
        let dead_mails = self.store.dead_mails(DEAD_SHOWN).await?;
        Ok(AdminPage {
            users,
            more,
            detail,
            dead_mails: dead_mails
                .into_iter()
                .map(|(mail, failure)| DeadMail {
                    id: mail.id.to_string(),
                    kind: mail.kind,
                    to: mail.recipient,
                    failure,
                    at: rfc3339(mail.created_at),
                })
                .collect(),
        })
    }

    /// Returns a page of the accounts alone.
    ///
    /// # Errors
    /// `forbidden`; `unavailable`.
    pub async fn admin_users(
        &self,
        claims: &Claims,
        query: &str,
        before: Option<&str>,
    ) -> Result<(Vec<AdminUser>, Option<String>), AppError> {
        self.require_administrator(claims).await?;
        self.find_users(query, before).await
    }

    /// Carries out an act on an account, on its record with who did it.
    ///
    /// # Errors
    /// `forbidden`; `not_found`; `last_administrator`; for a reset `mail_off` and `rate_limited`; `unavailable`.
    pub async fn administrate(
        &self,
        claims: &Claims,
        id: &UserId,
        act: AdminAct,
        client: &ClientInfo,
    ) -> Result<(), AppError> {
        self.require_administrator(claims).await?;
        let user = self.store.user_by_id(id).await?.ok_or(Code::NotFound)?;
        tracing::info!(administrator = %claims.sub, user = %id, ?act, "an administrator acts");
        let (change, kind, reason) = match act {
            AdminAct::SendReset => {
                self.ask_for_reset(&user.email, client).await?;
                let event = self.by(EventKind::ResetSent, &user.id, claims);
                self.store.record_events(&[event]).await?;
                return Ok(());
            }
            AdminAct::EndSessions => {
                let event = self.by(EventKind::SessionRevoked, &user.id, claims);
                let reason = RevocationReason::Administrator;
                let ended = self
                    .store
                    .revoke_sessions_of(&self.ending(&user.id, None, reason, &event))
                    .await?;
                self.deny_access_tokens(ended, reason);
                return Ok(());
            }
            AdminAct::Disable => (
                AccountChange::DisableOther,
                EventKind::AccountDisabled,
                Some(RevocationReason::AccountDisabled),
            ),
            AdminAct::Enable => (AccountChange::Enable, EventKind::AccountEnabled, None),
            AdminAct::SetRole(role) => (AccountChange::SetRole(role), EventKind::RoleChanged, None),
        };
        let event = self.by(kind, &user.id, claims);
        let ending = reason.map(|reason| self.ending(&user.id, None, reason, &event));
        let notices = match act {
            AdminAct::SetRole(Role::Admin) => self.new_administrator(&user, client).await?,
            _ => Vec::new(),
        };
        let done = self
            .store
            .change_account(change, &event, id, ending.as_ref(), &notices)
            .await?;
        let removes = matches!(act, AdminAct::Disable | AdminAct::SetRole(Role::User));
        if !done.changed && removes && self.store.is_only_administrator(id).await? {
            return Err(Code::LastAdministrator.into());
        }
        if let Some(reason) = reason {
            self.deny_access_tokens(done.ended, reason);
        }
        if !notices.is_empty() {
            self.post.is_due();
        }
        Ok(())
    }

    /// Ends one session of an account.
    ///
    /// # Errors
    /// `forbidden`; `not_found`; `unavailable`.
    pub async fn end_session_of(&self, claims: &Claims, id: &SessionId) -> Result<(), AppError> {
        self.require_administrator(claims).await?;
        let session = self.store.session(id).await?.ok_or(Code::NotFound)?;
        let reason = RevocationReason::Administrator;
        if self.revoke_session(id, reason).await? {
            let by = self.by(EventKind::SessionRevoked, &session.user_id, claims);
            let event = by.of_revoked(id.clone(), reason);
            self.store.record_events(&[event]).await?;
        }
        Ok(())
    }

    /// Returns whether the user may administrate, by the database.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn is_administrator(&self, claims: &Claims) -> Result<bool, AppError> {
        let user = self.store.user_by_id(&claims.sub).await?;
        Ok(user.is_some_and(|user| user.role == Role::Admin && user.disabled_at.is_none()))
    }

    pub(super) async fn require_administrator(&self, claims: &Claims) -> Result<(), AppError> {
        match self.is_administrator(claims).await? {
            true => Ok(()),
            false => Err(Code::Forbidden.into()),
        }
    }

    async fn find_users(
        &self,
        query: &str,
        before: Option<&str>,
    ) -> Result<(Vec<AdminUser>, Option<String>), AppError> {
        let query: String = query.trim().chars().take(QUERY_MAX).collect();
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let before = before.and_then(cursor::parse);
        let rows = self.store.find_users(&query, limit, before).await?;
        let (rows, more) = page(rows, PAGE, |row| {
            cursor::format(row.user.created_at, &row.user.id)
        });
        Ok((rows.into_iter().map(shown).collect(), more))
    }

    async fn admin_detail(&self, id: &UserId) -> Result<AdminDetail, AppError> {
        let row = self.store.admin_row(id).await?.ok_or(Code::NotFound)?;
        let (now, idle) = (self.clock.now(), millis(self.rotation.idle_ttl));
        let session = |session: SessionRecord| {
            let name = device_name(&session.user_agent);
            AdminSession {
                id: session.id.to_string(),
                software: name.software,
                system: name.system,
                ip: session.ip,
                created_at: rfc3339(session.created_at),
                is_active: session.revoked_at.is_none()
                    && !has_run_out(session.refreshed_at, session.expires_at, idle, now),
            }
        };
        let sessions = self.store.sessions_of(id, SHOWN, None).await?;
        let events = self.store.events_of(id, SHOWN, None).await?;
        Ok(AdminDetail {
            user: shown(row),
            sessions: sessions.into_iter().map(session).collect(),
            events: events.into_iter().map(activity_event).collect(),
        })
    }

    /// Returns an event on the record of a user, with who did it.
    fn by(&self, kind: EventKind, user: &UserId, claims: &Claims) -> Event {
        Event {
            detail: Some(format!("by {}", claims.sub)),
            ..Event::new(kind, Some(user), self.clock.now())
        }
    }

    /// Returns the notices to the administrators, and to `user`, that `user` becomes one.
    async fn new_administrator(
        &self,
        user: &User,
        client: &ClientInfo,
    ) -> Result<Vec<Notice>, AppError> {
        let notice = Mail::NewAdministrator(Occasion::new(self.clock.now(), client));
        let administrators = self.store.administrators(TOLD).await?;
        let told = administrators.iter().chain([user]);
        let told = told.filter_map(|user| self.notice(&notice, Recipient::of(user, client.locale)));
        Ok(told.collect())
    }
}

fn shown(row: AdminRow) -> AdminUser {
    AdminUser {
        id: row.user.id.to_string(),
        email: row.user.email,
        name: row.user.name,
        role: row.user.role,
        created_at: rfc3339(row.user.created_at),
        disabled_at: row.user.disabled_at.map(rfc3339),
        delete_at: row.delete_at.map(rfc3339),
    }
}
