//! The demo accounts: two people with something to see, so that a first look needs no sign-up.

use std::time::Duration;

use crate::{
    demo::{ADMIN_EMAIL, EMAIL, PASSWORD},
    event::EventKind,
    ids::UserId,
    input::Password,
    rules::{
        clock::{Millis, Timestamp, millis},
        queue::Claimant,
        refresh_token::new_session_secret,
    },
    session::{Generation, Role},
    store::{DemoRows, Event, RevocationReason, SessionRecord, User, new_id},
};

use super::{BuildError, Domain};

const HOUR: Millis = 3_600_000;
const DAY: Millis = 24 * HOUR;

const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Version/19.1 Mobile/15E148 Safari/604.1";
const WINDOWS: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0";
const TABLET: &str = "Mozilla/5.0 (Linux; Android 16; SM-X820) AppleWebKit/537.36 SamsungBrowser/28.0 Chrome/130.0.0.0 Safari/537.36";
const SCRIPT: &str = "curl/8.14.1";

/// A sign-in of the demo person, and what became of it. Times are before now.
struct Visit {
    signed_in: Millis,
    last_active: Millis,
    ended: Option<(Millis, RevocationReason)>,
    ip: &'static str,
    user_agent: &'static str,
}

const VISITS: [Visit; 4] = [
    Visit {
        signed_in: 2 * DAY,
        last_active: 3 * HOUR,
        ended: None,
        ip: "192.0.2.17",
        user_agent: IPHONE,
    },
    Visit {
        signed_in: 9 * DAY,
        last_active: 5 * DAY,
        ended: None,
        ip: "198.51.100.4",
        user_agent: WINDOWS,
    },
    Visit {
        signed_in: 16 * DAY,
        last_active: 12 * DAY,
        ended: Some((9 * DAY - HOUR, RevocationReason::SignedOutElsewhere)),
        ip: "203.0.113.80",
        user_agent: TABLET,
    },
    Visit {
        signed_in: 20 * DAY,
        last_active: 20 * DAY,
        ended: Some((20 * DAY - HOUR, RevocationReason::SignOut)),
        ip: "198.51.100.4",
        user_agent: SCRIPT,
    },
];

impl Domain {
    /// Makes the demo accounts unless they are there.
    pub(super) async fn prepare_demo(&self, features: &[DemoRows]) -> Result<(), BuildError> {
        if self.store.user_by_email(EMAIL).await?.is_some() {
            return Ok(());
        }
        let now = self.clock.now();
        // One hash serves both accounts: their password is public, and hashing twice would double the time of the first start.
        let hash = self
            .passwords
            .hash(&Password::new(PASSWORD.to_owned()), Claimant::default())
            .await
            .map_err(|_| BuildError::Demo)?;
        let user = |email: &str, name: &str, role| User {
            id: new_id().into(),
            email: email.to_owned(),
            name: name.to_owned(),
            role,
            created_at: now - 30 * DAY,
            disabled_at: None,
        };
        let users = [
            user(EMAIL, "Demo", Role::User),
            user(ADMIN_EMAIL, "Admin", Role::Admin),
        ];
        let sessions = VISITS.map(|visit| session(&users[0].id, now, self.session_max_age, &visit));
        let mut events: Vec<Event> = sessions.iter().flat_map(history).collect();
        events.push(Event {
            ip: "203.0.113.5".to_owned(),
            user_agent: WINDOWS.to_owned(),
            ..Event::new(EventKind::SignInFailed, Some(&users[0].id), now - 4 * DAY)
        });
        Ok(self
            .store
            .seed(&users, &hash, &sessions, &events, features, now)
            .await?)
    }
}

fn session(user_id: &UserId, now: Timestamp, max_age: Duration, visit: &Visit) -> SessionRecord {
    let created_at = now - visit.signed_in;
    SessionRecord {
        id: new_id().into(),
        user_id: user_id.to_owned(),
        secret: new_session_secret(),
        generation: Generation::FIRST,
        used_at: Some(now - visit.last_active),
        created_at,
        refreshed_at: now - visit.last_active,
        expires_at: created_at + millis(max_age),
        revoked_at: visit.ended.map(|(ago, _)| now - ago),
        revoked_reason: visit.ended.map(|(_, reason)| reason),
        ip: visit.ip.to_owned(),
        user_agent: visit.user_agent.to_owned(),
        method: "password".to_owned(),
        proved_at: created_at,
    }
}

/// The events of a session: it was opened, and perhaps ended.
fn history(session: &SessionRecord) -> Vec<Event> {
    let event = |kind, at, ip: &str, user_agent: &str, detail: Option<&str>| Event {
        session_id: Some(session.id.clone()),
        ip: ip.to_owned(),
        user_agent: user_agent.to_owned(),
        detail: detail.map(str::to_owned),
        ..Event::new(kind, Some(&session.user_id), at)
    };
    let opened = event(
        EventKind::SignIn,
        session.created_at,
        &session.ip,
        &session.user_agent,
        None,
    );
    let ended = session
        .revoked_at
        .zip(session.revoked_reason)
        .map(|(at, reason)| match reason {
            RevocationReason::SignOut => event(
                EventKind::SignOut,
                at,
                &session.ip,
                &session.user_agent,
                None,
            ),
            reason => event(
                EventKind::SessionRevoked,
                at,
                VISITS[1].ip,
                VISITS[1].user_agent,
                Some(reason.as_str()),
            ),
        });
    [Some(opened), ended].into_iter().flatten().collect()
}
