//! The effects of the state machine, as data. The adapter carries them out in their order.

use std::collections::VecDeque;

use super::input::{Observation, Timer};
use crate::{
    ids::{SessionId, UserId},
    interceptor::{
        Change,
        event::{Event, Refusal},
        tab_message::TabMessage,
    },
};

/// The next step of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallStep {
    /// Send it, with these claims.
    Send {
        /// `header.payload`; `None` for no `Authorization`.
        claims: Option<String>,
    },
    /// Give the caller the answer.
    Deliver,
    /// Give the caller no answer.
    Refuse(Refusal),
}

/// An effect.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Show an event to whoever watches.
    Emit(Event),
    /// Tell the auth context.
    Notify(Change),
    /// Tell the other tabs.
    Broadcast(TabMessage),
    /// Remove the claims cookie: a late answer has brought back a session that was left.
    RemoveClaims,
    /// Note for all tabs which session is being signed out of.
    MarkSignedOut(SessionId),
    /// Delete what this user has not sent.
    ForgetDrafts(UserId),
    /// Delete the drafts that have outlived their sessions.
    SweepDrafts {
        /// The user who is signed in.
        signed_in: Option<UserId>,
        /// The idle timeout of sessions in seconds.
        idle_timeout: u32,
    },
    /// Ask for the lock of all tabs, for this refresh.
    AcquireLock(u32),
    /// Release the lock, or withdraw the request for it.
    ReleaseLock,
    /// Ask the refresh endpoint.
    SendRefresh(u32),
    /// Cancel that request.
    CancelRefresh,
    /// Give the timer back after this many milliseconds.
    Schedule(Timer, f64),
    /// Let a call go on.
    Resume(u32, CallStep),
}

/// The end of a refresh, for the calls that waited for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FlightEnd {
    /// There is a newer token.
    Refreshed,
    /// The session is over.
    SessionEnded,
    /// The server could not be asked, or could not say. The session stands.
    Failed,
}

/// One input while it is handled.
pub(super) struct Context<'a> {
    pub(super) seen: &'a Observation,
    pub(super) effects: &'a mut VecDeque<Effect>,
    /// Set where the refresh that was under way has ended.
    pub(super) flight_end: Option<FlightEnd>,
}

impl Context<'_> {
    pub(super) fn push(&mut self, effect: Effect) {
        self.effects.push_back(effect);
    }

    pub(super) fn emit(&mut self, event: Event) {
        self.push(Effect::Emit(event));
    }
}
