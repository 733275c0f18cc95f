//! The demo accounts: two people with something to see, so that a first look needs no sign-up.

use crate::{
    auth::{clock::Millis, refresh_token::new_session_secret},
    demo::{ADMIN_EMAIL, EMAIL, PASSWORD},
    input::Password,
    session::Role,
    store::{Event, SessionRecord, User, new_id},
};

use super::{BuildError, Domain};

const HOUR: Millis = 3_600_000;
const DAY: Millis = 24 * HOUR;

/// Where the demo person signed in before: how many days ago, from where, with what.
const DEVICES: [(i64, &str, &str); 2] = [
    (
        2,
        "192.0.2.17",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Version/19.1 Mobile/15E148 Safari/604.1",
    ),
    (9, "198.51.100.4", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0"),
];

impl Domain {
    /// Makes the demo accounts unless they are there.
    pub(super) async fn prepare_demo(&self) -> Result<(), BuildError> {
        if self.store.user_by_email(EMAIL).await?.is_some() {
            return Ok(());
        }
        let now = self.clock.now();
        // One hash serves both accounts: their password is public, and hashing twice would double the time of the first start.
        let hash = self.passwords.hash(&Password::new(PASSWORD.to_owned())).await.map_err(|_| BuildError::Demo)?;
        let user = |email: &str, name: &str, role| User {
            id: new_id(),
            email: email.to_owned(),
            name: name.to_owned(),
            role,
            password_hash: Some(hash.clone()),
            created_at: now - 30 * DAY,
            disabled_at: None,
        };
        let users = [user(EMAIL, "Demo", Role::User), user(ADMIN_EMAIL, "Admin", Role::Admin)];
        let notes = [
            (users[0].id.clone(), "Sign in once, stay signed in.".to_owned(), now - 3 * DAY),
            (users[0].id.clone(), "한 번 로그인하면 계속 로그인되어 있습니다.".to_owned(), now - 2 * DAY),
            (users[0].id.clone(), "Leave this page open for longer than a token lives, then add a note.".to_owned(), now - HOUR),
            (users[1].id.clone(), "Only administrators see /admin.".to_owned(), now - DAY),
        ];
        let sessions: Vec<SessionRecord> = DEVICES.iter().map(|device| demo_session(&users[0].id, now, device)).collect();
        let events: Vec<Event> = sessions
            .iter()
            .map(|session| Event {
                id: new_id(),
                at: session.created_at,
                kind: "sign_in".to_owned(),
                user_id: Some(session.user_id.clone()),
                session_id: Some(session.id.clone()),
                ip: session.ip.clone(),
                user_agent: session.user_agent.clone(),
                detail: None,
            })
            .collect();
        Ok(self.store.seed(&users, &sessions, &notes, &events).await?)
    }
}

fn demo_session(user_id: &str, now: Millis, (days_ago, ip, user_agent): &(i64, &str, &str)) -> SessionRecord {
    let created_at = now - days_ago * DAY;
    SessionRecord {
        id: new_id(),
        user_id: user_id.to_owned(),
        secret: new_session_secret().to_vec(),
        generation: 1,
        used_at: Some(created_at),
        created_at,
        refreshed_at: created_at,
        expires_at: created_at + 90 * DAY,
        revoked_at: None,
        revoked_reason: None,
        ip: (*ip).to_owned(),
        user_agent: (*user_agent).to_owned(),
        method: "password".to_owned(),
    }
}
