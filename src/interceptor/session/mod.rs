//! The interceptor's state machine: what one tab knows of its session. Inputs go in, effects come out as data; no browser, no statics,
//! no clock of its own.
//!
//! The claims cookie is the truth that all tabs share. Every input brings the cookie along, and before anything else the machine
//! accounts for it ([`sync`]). One refresh is under way at a time ([`refresh`]), for any number of calls that wait ([`calls`]).

mod calls;
mod effect;
mod input;
mod refresh;
mod schedule;
mod sync;

#[cfg(test)]
mod model;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

pub use effect::{CallStep, Effect};
pub use input::{
    CallKind, Challenge, ClaimsCookie, Document, Input, Observation, SignOutMarks, Timer,
};

use super::{
    Change, activity::Activity, event::Event, refresh_outcome::RefreshOutcome,
    tab_message::TabMessage, token_lifetime::ClockReading, token_lifetime::TokenLifetime,
};
use crate::{
    ids::{SessionId, UserId},
    session::Session,
};
use calls::Call;
use effect::Context;
use refresh::{Failures, Flight};

/// What one tab knows of its session.
#[derive(Default)]
pub struct TabSession {
    shown: Option<Shown>,
    /// The claims cookie that everything here accounts for.
    synced: Option<String>,
    lifetime: Option<TokenLifetime>,
    /// Whether the session under the page is over.
    ended: bool,
    /// The sessions that this tab has left, the latest last: a late answer must not bring them back.
    left: Vec<SessionId>,
    /// Sign-ins and sign-outs of this tab that are under way: no refresh begins.
    signing: u32,
    signing_out: Option<Shown>,
    is_sign_out_requested: bool,
    flight: Option<Flight>,
    failures: Failures,
    /// The timer that gives waiting calls another refresh.
    retry: Option<u32>,
    calls: Vec<Call>,
    /// Whether a call waits for the person to prove to be the account's owner.
    is_proof_awaited: bool,
    activity: Activity,
    /// Keeps this tab apart from the others.
    jitter: f64,
    /// When the tick was scheduled, and for how many milliseconds.
    tick: (ClockReading, f64),
    swept_at: ClockReading,
    /// Numbers flights, waits and retries.
    counter: u32,
}

/// The session that the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Shown {
    session_id: SessionId,
    user_id: UserId,
}

impl From<&Session> for Shown {
    fn from(session: &Session) -> Self {
        Self {
            session_id: session.session_id.clone(),
            user_id: session.user_id.clone(),
        }
    }
}

impl TabSession {
    /// Handles one input under what the browser shows, and appends what is to be done.
    pub fn handle(&mut self, input: Input, seen: &Observation, effects: &mut VecDeque<Effect>) {
        let cx = &mut Context {
            seen,
            effects,
            flight_end: None,
        };
        match input {
            Input::Begin(document) => self.begin(document, cx),
            Input::SignedIn(session) => self.on_signed_in(session, cx),
            // Compares the cookie with the one that was there when the server was asked.
            Input::RefreshAnswered(flight, outcome) => self.on_refresh_answer(flight, outcome, cx),
            Input::Elapsed(Timer::AnswerTimeout(flight)) => {
                self.on_refresh_answer(flight, RefreshOutcome::RetryLater(None), cx);
            }
            // Belongs to whoever's page made it, whatever the cookie says by now.
            Input::CallMade { call, path, kind } => self.on_call(call, path, kind, cx),
            Input::SignedOut => {
                self.complete_sign_out(cx);
                self.sync_from_cookie(cx);
            }
            Input::Message(TabMessage::SignedOut(session)) => {
                self.leave(session);
                self.sync_from_cookie(cx);
            }
            input => {
                self.sync_from_cookie(cx);
                self.handle_synced(input, cx);
            }
        }
        self.release_calls(cx);
        let is_proof_awaited = self.is_proof_awaited();
        if std::mem::replace(&mut self.is_proof_awaited, is_proof_awaited) != is_proof_awaited {
            cx.push(Effect::Notify(Change::ProofAwaited(is_proof_awaited)));
        }
    }

    fn handle_synced(&mut self, input: Input, cx: &mut Context) {
        match input {
            Input::Sync => self.refresh_if_due(cx),
            Input::Online => self.on_online(cx),
            Input::Offline => cx.push(Effect::Notify(Change::Reachable(false))),
            Input::Message(TabMessage::SigningIn) => self.abort_refresh(cx),
            Input::Message(TabMessage::SigningOut(session)) if self.shows(&session) => {
                self.abort_refresh(cx);
            }
            Input::SignInBegun => {
                self.signing += 1;
                self.abort_refresh(cx);
                cx.push(Effect::Broadcast(TabMessage::SigningIn));
            }
            Input::SignOutBegun => self.begin_sign_out(cx),
            Input::SignInEnded | Input::SignOutEnded => {
                self.signing = self.signing.saturating_sub(1);
                self.retry = None;
            }
            Input::CallAnswered {
                call,
                status,
                challenge,
            } => self.on_call_answer(call, status, challenge, cx),
            Input::Proven => self.on_proof(true, cx),
            Input::ProofDeclined => self.on_proof(false, cx),
            Input::CallFailed { call, why } => self.on_call_failure(call, why, cx),
            Input::BodyRead { call, is_complete } => self.on_body(call, is_complete, cx),
            Input::CallDropped { call } => self.on_call_dropped(call, cx),
            Input::LockAcquired(flight) | Input::Elapsed(Timer::LockTimeout(flight)) => {
                self.ask_if_needed(flight, cx);
            }
            Input::Elapsed(Timer::RetryAfter(flight)) => self.acquire_lock(flight, cx),
            Input::Elapsed(Timer::CallTimeout { call, wait }) => {
                self.on_call_timeout(call, wait, cx);
            }
            Input::Elapsed(Timer::Retry(retry)) if self.retry == Some(retry) => self.retry = None,
            Input::Elapsed(Timer::Tick) => self.on_tick(cx),
            _ => {}
        }
    }

    /// Records that the person has touched the page. Returns whether it was idle, and so has to catch up ([`Input::Sync`]).
    pub fn touch(&mut self, now: ClockReading) -> bool {
        let was_idle = self.is_idle(now);
        self.activity.touch(now);
        was_idle
    }

    /// Returns the id of the session that the page shows.
    pub fn session_id(&self) -> Option<&SessionId> {
        self.shown.as_ref().map(|shown| &shown.session_id)
    }

    /// Returns whether the person has asked to sign out in this tab. The cookie may be seen to be gone before the answer is read.
    pub const fn is_sign_out_requested(&self) -> bool {
        self.is_sign_out_requested
    }

    fn user_id(&self) -> Option<&UserId> {
        self.shown.as_ref().map(|shown| &shown.user_id)
    }

    fn shows(&self, session_id: &SessionId) -> bool {
        self.session_id() == Some(session_id)
    }

    fn next_number(&mut self) -> u32 {
        self.counter = self.counter.wrapping_add(1);
        self.counter
    }

    fn begin_sign_out(&mut self, cx: &mut Context) {
        self.signing += 1;
        self.is_sign_out_requested = true;
        self.abort_refresh(cx);
        self.signing_out.clone_from(&self.shown);
        if let Some(shown) = &self.shown {
            cx.push(Effect::MarkSignedOut(shown.session_id.clone()));
            cx.push(Effect::Broadcast(TabMessage::SigningOut(
                shown.session_id.clone(),
            )));
        }
    }

    /// Completes a sign-out: of the session that it began with, because the cookie may have been seen to be gone before.
    fn complete_sign_out(&mut self, cx: &mut Context) {
        let Some(shown) = self.signing_out.take().or_else(|| self.shown.clone()) else {
            return;
        };
        cx.push(Effect::ForgetDrafts(shown.user_id));
        cx.push(Effect::Broadcast(TabMessage::SignedOut(
            shown.session_id.clone(),
        )));
        self.leave(shown.session_id);
    }
}
