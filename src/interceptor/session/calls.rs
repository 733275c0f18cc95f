//! Calls: each waits for a living token, is sent, is sent again under a newer token, and is given only to the user whose page made it.

mod proof;

use super::{
    Event, TabSession,
    effect::{CallStep, Context, Effect, FlightEnd},
    input::{CallKind, Challenge, Timer},
    refresh::Start,
};
use crate::{
    ids::UserId,
    interceptor::{
        backoff::CALL_TIMEOUT,
        event::{Refusal, Until},
    },
};

/// How often a call is sent again at most: once for the new token, once more where other tabs changed it meanwhile.
const REPLAYS: u32 = 2;

/// One call, until its caller is done with the answer.
#[derive(Debug, Default)]
pub(super) struct Call {
    id: u32,
    kind: CallKind,
    /// The user whose page made it; `None` where nobody was signed in, or where it needs no session.
    owner: Option<UserId>,
    /// Whether it was made while the page was in use. A poll of an idle page does not refresh.
    is_attended: bool,
    phase: Phase,
    was_sent: bool,
    replays: u32,
    /// The claims that it was sent under last, or that it waits to be replaced.
    claims: Option<String>,
    /// Whether the token was refused, so that it needs a newer one.
    is_refused: bool,
    /// Whether it needs a newer token, refused or expired.
    needs_refresh: bool,
    /// Whether the person has proven to be the account's owner for it. Asked once: a server that wants more gets no answer.
    was_proven: bool,
    /// The timer that bounds its wait.
    wait: Option<u32>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Sent,
    ForRefresh,
    ForSignIn,
    ForProof,
    Done,
}

impl TabSession {
    pub(super) fn on_call(&mut self, id: u32, path: String, kind: CallKind, cx: &mut Context) {
        let owner = self.user_id().filter(|_| kind == CallKind::Session);
        let mut call = Call {
            id,
            kind,
            owner: owner.cloned(),
            is_attended: !self.is_idle(cx.seen.now),
            ..Call::default()
        };
        cx.emit(Event::Request { call: id, path });
        self.sync_from_cookie(cx);
        self.advance(&mut call, cx);
        self.calls.push(call);
    }

    pub(super) fn on_call_answer(
        &mut self,
        id: u32,
        status: u16,
        challenge: Option<Challenge>,
        cx: &mut Context,
    ) {
        let Some(mut call) = self.take_call(id) else {
            return;
        };
        if !self.is_owners(&call) {
            call.refuse(Refusal::Superseded, cx);
        } else if call.kind != CallKind::Session || call.claims.is_none() {
            call.deliver(status, cx);
        } else if challenge == Some(Challenge::Proof) && !call.was_proven {
            call.wait_for_proof(cx);
        } else if challenge != Some(Challenge::Token) {
            call.deliver(status, cx);
        } else {
            cx.emit(Event::Unauthorized { call: id });
            // The browser adds the proof a moment after the claims are read: where another tab's refresh is answered in between, they
            // are halves of two tokens, and the newer one is there now. Otherwise the newest token was refused.
            let is_newest = self.synced == call.claims;
            if call.replays > 0 && (call.replays == REPLAYS || is_newest) {
                call.deliver(status, cx);
            } else {
                (call.is_refused, call.needs_refresh) = (true, true);
                call.wait_for(Phase::ForRefresh, self.next_number(), cx);
                self.refuse_unattended(&mut call, cx);
            }
        }
        self.calls.push(call);
    }

    pub(super) fn on_call_failure(&mut self, id: u32, why: Refusal, cx: &mut Context) {
        if let Some(call) = self.calls.iter_mut().find(|call| call.id == id) {
            call.give_up(why, cx);
        }
    }

    /// Delivers the body of an answer, as long as the page is still that of the call's user.
    pub(super) fn on_body(&mut self, id: u32, is_complete: bool, cx: &mut Context) {
        let Some(mut call) = self.take_call(id) else {
            return;
        };
        if !is_complete {
            call.refuse(Refusal::Unreachable, cx);
        } else if self.is_owners(&call) {
            cx.push(Effect::Resume(id, CallStep::Deliver));
        } else {
            call.refuse(Refusal::Superseded, cx);
        }
        self.calls.push(call);
    }

    pub(super) fn on_call_dropped(&mut self, id: u32, cx: &mut Context) {
        if self
            .take_call(id)
            .is_some_and(|call| call.phase != Phase::Done)
        {
            cx.emit(Event::Drop { call: id });
        }
    }

    /// Ends a wait that has lasted as long as a call may wait.
    pub(super) fn on_call_timeout(&mut self, id: u32, wait: u32, cx: &mut Context) {
        let is_due = |call: &&mut Call| call.id == id && call.wait == Some(wait);
        let Some(call) = self.calls.iter_mut().find(is_due) else {
            return;
        };
        if call.needs_refresh {
            call.refuse(Refusal::Unreachable, cx);
        } else {
            // Its token may be good still.
            call.send(self.synced.clone(), cx);
        }
    }

    /// Lets those calls go on whose wait is over, and gets a refresh for those who need one.
    pub(super) fn release_calls(&mut self, cx: &mut Context) {
        for at in 0..self.calls.len() {
            let mut call = std::mem::take(&mut self.calls[at]);
            match call.phase {
                Phase::ForSignIn if !self.ended => self.advance(&mut call, cx),
                // A sign-in is a proof, too.
                Phase::ForProof if self.ended || !self.is_owners(&call) => {
                    self.advance(&mut call, cx);
                }
                Phase::ForRefresh => self.release(&mut call, cx),
                _ => {}
            }
            self.calls[at] = call;
        }
        if !self.is_refresh_awaited() {
            self.retry = None;
        } else if self.retry.is_none() && self.start_refresh(cx) == Start::HeldOff {
            for call in self.calls.iter_mut().filter(|call| call.wants_refresh()) {
                // To the caller the server is away: tokens are no concern of a view.
                call.refuse(Refusal::Unreachable, cx);
            }
        }
    }

    /// Returns whether a call that was made while the page was in use waits for a refresh.
    pub(super) fn is_refresh_awaited(&self) -> bool {
        self.calls.iter().any(Call::wants_refresh)
    }

    fn release(&mut self, call: &mut Call, cx: &mut Context) {
        let is_newer = self.synced.is_some() && self.synced != call.claims;
        if call.owner.is_some() && (!self.is_owners(call) || self.ended) {
            // A new session begins with a new count.
            call.replays = 0;
            self.advance(call, cx);
        } else if is_newer || cx.flight_end == Some(FlightEnd::Refreshed) {
            call.replays += u32::from(call.is_refused);
            self.advance(call, cx);
        } else {
            match cx.flight_end {
                Some(FlightEnd::SessionEnded) if call.is_refused => call.deliver(401, cx),
                Some(_) if !call.needs_refresh => self.advance(call, cx),
                Some(_) if !call.is_attended || !self.may_retry(cx) => {
                    call.refuse(Refusal::Unreachable, cx);
                }
                _ => {}
            }
        }
    }

    /// Sends the call, or lets it wait: while a refresh is under way, for one where the token is known to be expired, or for the user
    /// where the session is over.
    fn advance(&mut self, call: &mut Call, cx: &mut Context) {
        call.is_refused = false;
        if call.owner.is_none() {
            return call.send(self.synced.clone(), cx);
        }
        if !self.is_owners(call) {
            return call.refuse(Refusal::Superseded, cx);
        }
        if self.ended {
            cx.emit(Event::Wait {
                call: call.id,
                until: Until::SignIn,
            });
            (call.phase, call.wait) = (Phase::ForSignIn, None);
            return;
        }
        call.needs_refresh = self.is_token_expired(cx);
        if !call.needs_refresh && self.flight.is_none() {
            return call.send(self.synced.clone(), cx);
        }
        call.claims.clone_from(&self.synced);
        if call.phase != Phase::ForRefresh {
            cx.emit(Event::Wait {
                call: call.id,
                until: Until::Refresh,
            });
        }
        call.wait_for(Phase::ForRefresh, self.next_number(), cx);
        self.refuse_unattended(call, cx);
    }

    /// A poll of an idle page may wait for a refresh, but starts none. An attended call starts one at once.
    fn refuse_unattended(&mut self, call: &mut Call, cx: &mut Context) {
        if call.is_attended {
            self.retry = None;
        } else if self.flight.is_none() && self.synced == call.claims {
            call.refuse(Refusal::Unreachable, cx);
        }
    }

    /// Returns whether the page is still that of the call's owner. What one user wrote is not for another, and neither is the answer to it.
    fn is_owners(&self, call: &Call) -> bool {
        call.owner.is_none() || self.user_id() == call.owner.as_ref()
    }

    fn take_call(&mut self, id: u32) -> Option<Call> {
        let at = self.calls.iter().position(|call| call.id == id)?;
        Some(self.calls.remove(at))
    }
}

impl Call {
    fn wants_refresh(&self) -> bool {
        self.phase == Phase::ForRefresh && self.needs_refresh && self.is_attended
    }

    fn send(&mut self, claims: Option<String>, cx: &mut Context) {
        if std::mem::replace(&mut self.was_sent, true) {
            cx.emit(Event::Replay { call: self.id });
        }
        (self.phase, self.wait) = (Phase::Sent, None);
        self.claims = claims.filter(|_| self.kind != CallKind::Plain);
        cx.push(Effect::Resume(
            self.id,
            CallStep::Send {
                claims: self.claims.clone(),
            },
        ));
    }

    /// Waits from now on. Until it is sent, the time that it has waited already counts.
    fn wait_for(&mut self, phase: Phase, number: u32, cx: &mut Context) {
        self.phase = phase;
        if self.wait.is_none() {
            self.wait = Some(number);
            let (call, wait) = (self.id, number);
            let timer = Timer::CallTimeout { call, wait };
            cx.push(Effect::Schedule(timer, CALL_TIMEOUT));
        }
    }

    fn deliver(&mut self, status: u16, cx: &mut Context) {
        (self.phase, self.wait) = (Phase::Done, None);
        cx.emit(Event::Answer {
            call: self.id,
            status,
        });
        cx.push(Effect::Resume(self.id, CallStep::Deliver));
    }

    fn refuse(&mut self, why: Refusal, cx: &mut Context) {
        self.give_up(why, cx);
        cx.push(Effect::Resume(self.id, CallStep::Refuse(why)));
    }

    fn give_up(&mut self, why: Refusal, cx: &mut Context) {
        (self.phase, self.wait) = (Phase::Done, None);
        cx.emit(Event::GiveUp { call: self.id, why });
    }
}
