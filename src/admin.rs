//! What administrators see of accounts.

use serde::Serialize;

use crate::{event::ActivityEvent, json::from_json, session::Role};

/// A page of the accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AdminPage {
    /// The accounts, the newest first.
    pub users: Vec<AdminUser>,
    /// The cursor of the next page; `None` if there is no next page.
    pub more: Option<String>,
    /// The account that was asked for.
    pub detail: Option<AdminDetail>,
    /// Mail that was given up, the newest first.
    pub dead_mails: Vec<DeadMail>,
}

/// An account. Times are RFC 3339.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AdminUser {
    /// The user's id.
    pub id: String,
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// What the account may do.
    pub role: Role,
    /// When it was made.
    pub created_at: String,
    /// When it was disabled.
    pub disabled_at: Option<String>,
    /// When it is deleted, if its owner has asked for that.
    pub delete_at: Option<String>,
}

/// What there is of one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AdminDetail {
    /// The account.
    pub user: AdminUser,
    /// Its sessions, the newest first.
    pub sessions: Vec<AdminSession>,
    /// Its latest events.
    pub events: Vec<ActivityEvent>,
}

/// A session of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AdminSession {
    /// The session's id.
    pub id: String,
    /// The browser or program; empty if unknown.
    pub software: String,
    /// What it runs on; empty if unknown.
    pub system: String,
    /// The address of the sign-in.
    pub ip: String,
    /// When it was opened.
    pub created_at: String,
    /// Whether it goes on.
    pub is_active: bool,
}

/// A mail that was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeadMail {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub kind: String,
    /// The address.
    pub to: String,
    /// Why it was given up.
    pub failure: String,
    /// When it was written.
    pub at: String,
}

from_json! {
    AdminPage { users, more, detail, dead_mails }
    AdminUser { id, email, name, role, created_at, disabled_at, delete_at }
    AdminDetail { user, sessions, events }
    AdminSession { id, software, system, ip, created_at, is_active }
    DeadMail { id, kind, to, failure, at }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::json::holds;

    #[test]
    fn the_browser_reads_what_serde_writes() {
        let user = |disabled_at: Option<&str>| AdminUser {
            id: "u-1".to_owned(),
            email: "ada@latchkey.test".to_owned(),
            name: "열쇠 \"\u{2028}".to_owned(),
            role: Role::Admin,
            created_at: "2026-11-21T18:38:04Z".to_owned(),
            disabled_at: disabled_at.map(str::to_owned),
            delete_at: None,
        };
        let session = AdminSession {
            id: "s-1".to_owned(),
            software: "Firefox".to_owned(),
            system: String::new(),
            ip: "192.0.2.1".to_owned(),
            created_at: "2026-11-21T18:38:04Z".to_owned(),
            is_active: true,
        };
        holds(AdminPage::default());
        holds(AdminPage {
            users: vec![user(None), user(Some("2026-11-21T18:38:04Z"))],
            more: Some("1_a".to_owned()),
            detail: Some(AdminDetail {
                user: user(None),
                sessions: vec![session],
                events: Vec::new(),
            }),
            dead_mails: vec![DeadMail {
                id: "m-1".to_owned(),
                kind: "reset".to_owned(),
                to: "ada@latchkey.test".to_owned(),
                failure: "550".to_owned(),
                at: "2026-11-21T18:38:04Z".to_owned(),
            }],
        });
    }
}
