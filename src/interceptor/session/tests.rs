//! Single decisions of the state machine.
#![allow(clippy::unwrap_used)]

mod calls;
mod sessions;

use super::*;
use crate::{
    error::Code,
    ids::SessionId,
    interceptor::event::Refusal,
    session::{Generation, Role},
};

/// A tab, and what its browser shows.
#[derive(Default)]
struct Tab {
    machine: TabSession,
    seen: Observation,
}

fn session(id: &str, user: &str) -> Session {
    Session {
        user_id: user.into(),
        email: String::new(),
        name: String::new(),
        role: Role::User,
        session_id: id.into(),
        generation: Generation::FIRST,
        expires_in: 300,
    }
}

fn cookie(raw: &str, id: &str) -> Option<ClaimsCookie> {
    Some(ClaimsCookie {
        raw: raw.to_owned(),
        session: Some(session(id, "ada")),
    })
}

fn call(call: u32) -> Input {
    Input::CallMade {
        call,
        path: "/api/me".to_owned(),
        kind: CallKind::Session,
    }
}

const fn refused(call: u32) -> Input {
    Input::CallAnswered {
        call,
        status: 401,
        challenge: Some(Challenge::Token),
    }
}

impl Tab {
    /// A page of Ada's session `s`, under the cookie `c1`, with an idle timeout of an hour.
    fn new() -> Self {
        let mut tab = Self::default();
        tab.seen.cookie = cookie("c1", "s");
        tab.begin(Some(session("s", "ada")), None);
        tab
    }

    /// Hydrates a document that was rendered for `session`, under a cookie that named `claimed`.
    fn begin(
        &mut self,
        session: Option<Session>,
        claimed: Option<(SessionId, Generation)>,
    ) -> Vec<Effect> {
        self.seen.is_visible = true;
        self.seen.is_online = true;
        self.seen.marks.is_storage_readable = true;
        self.input(Input::Begin(Document {
            session,
            claimed,
            idle_timeout: 3_600,
        }))
    }

    fn input(&mut self, input: Input) -> Vec<Effect> {
        let mut effects = VecDeque::new();
        self.machine.handle(input, &self.seen, &mut effects);
        effects.into()
    }

    fn pass(&mut self, millis: f64) {
        self.seen.now.monotonic += millis;
        self.seen.now.wall += millis;
    }

    /// Returns the refresh that is asked for, once the lock is granted.
    fn sent_refresh(&mut self, effects: &[Effect]) -> Option<u32> {
        let asked = effects.iter().find_map(|effect| match effect {
            Effect::AcquireLock(refresh) => Some(*refresh),
            _ => None,
        })?;
        let effects = self.input(Input::LockAcquired(asked));
        effects
            .contains(&Effect::SendRefresh(asked))
            .then_some(asked)
    }

    /// Expires the token and makes a call, which asks for a refresh.
    fn refreshing(&mut self) -> u32 {
        self.pass(300_000.0);
        let effects = self.input(call(1));
        self.sent_refresh(&effects).unwrap()
    }
}

fn resumed(effects: &[Effect], call: u32) -> Option<&CallStep> {
    effects.iter().find_map(|effect| match effect {
        Effect::Resume(id, step) if *id == call => Some(step),
        _ => None,
    })
}

fn sends(claims: &str) -> CallStep {
    CallStep::Send {
        claims: Some(claims.to_owned()),
    }
}

fn notified(effects: &[Effect]) -> Vec<&Change> {
    let changes = effects.iter().map(|effect| match effect {
        Effect::Notify(change) => Some(change),
        _ => None,
    });
    changes.flatten().collect()
}
