//! Carries out what the machines ask for, and hands them what comes of it.

use super::{
    browser::{CallState, Got, Holder, News, Signing},
    checks::{NOBODY, Outcome, same_user},
    server::{RequestKind, Response, Token},
    world::{Flaw, World},
};
use crate::{
    error::Code,
    interceptor::{
        Change,
        event::{Event, Refusal, Until},
        refresh_outcome::RefreshOutcome,
        session::{CallStep, Challenge, Effect, Input},
    },
};

impl World {
    /// Lets all tabs hear what waits for them, unless they are frozen.
    pub(super) fn hear_all(&mut self) -> Outcome {
        let has_news = |world: &Self| {
            world
                .tabs
                .iter()
                .position(|tab| !tab.is_frozen && !tab.news.is_empty())
        };
        while let Some(tab) = has_news(self) {
            match self.tabs[tab].news.remove(0) {
                News::Message(message) => self.input(tab, Input::Message(message))?,
                News::Online(true) => self.input(tab, Input::Online)?,
                News::Online(false) => self.input(tab, Input::Offline)?,
                News::LockGranted(holder) => self.on_lock(tab, holder)?,
                News::Answer(ask, got) => self.on_answer(tab, &ask, got)?,
            }
        }
        Ok(())
    }

    fn on_lock(&mut self, tab: usize, holder: Holder) -> Outcome {
        if let Some(refresh) = holder.refresh {
            self.input(tab, Input::LockAcquired(refresh))?;
        } else if let Signing::WaitsForLock { user, .. } = self.tabs[tab].signing {
            self.send_sign_in(tab, user);
        }
        Ok(())
    }

    fn on_answer(&mut self, tab: usize, ask: &RequestKind, got: Got) -> Outcome {
        match ask {
            RequestKind::Refresh(refresh) => self.on_refresh_answer(tab, *refresh, got),
            RequestKind::Call(call, _) => self.on_call_answer(tab, *call, got),
            RequestKind::SignIn(_) => {
                self.tabs[tab].signing = Signing::No;
                self.release_lock(tab, false);
                self.input(tab, Input::SignInEnded)?;
                let held = self.jar.claims.filter(|_| !self.jar.is_damaged);
                let (Got::Answer(Response::SignedIn(session)), Some(held)) = (got, held) else {
                    return Ok(());
                };
                self.tabs[tab].touched_at = self.awake;
                // A cookie of another session tells more than the answer.
                let answered = self.session(Token { session, ..held });
                self.input(tab, Input::SignedIn(answered))
            }
            RequestKind::SignOut => {
                self.tabs[tab].signing = Signing::No;
                self.input(tab, Input::SignOutEnded)?;
                if got == Got::Answer(Response::SignedOut) {
                    self.input(tab, Input::SignedOut)?;
                }
                Ok(())
            }
        }
    }

    fn on_refresh_answer(&mut self, tab: usize, refresh: u32, got: Got) -> Outcome {
        let is_flawed = self.flaw == Some(Flaw::EveryRefusalEnds);
        let (outcome, has_failed) = match got {
            Got::Answer(Response::Refresh(outcome)) => {
                if let RefreshOutcome::SessionEnded(end) = &outcome {
                    self.said_end = Some(end.code);
                }
                (outcome, false)
            }
            Got::Other(_) if is_flawed => {
                let end = Code::RefreshInvalid.into();
                (RefreshOutcome::SessionEnded(end), false)
            }
            Got::Other(outcome) => (outcome, true),
            _ => (RefreshOutcome::RetryLater(None), true),
        };
        if let RefreshOutcome::RetryLater(retry_after) = outcome {
            self.retry_after = retry_after;
        }
        let before = self.standing(tab).filter(|_| has_failed);
        if has_failed && self.flaw == Some(Flaw::FailuresClearCookies) {
            self.jar.clear();
        }
        self.input(tab, Input::RefreshAnswered(refresh, outcome))?;
        (self.said_end, self.retry_after) = (None, None);
        self.check_standing(tab, before)
    }

    fn on_call_answer(&mut self, tab: usize, id: u32, got: Got) -> Outcome {
        let awake = self.awake;
        let Some(call) = self.tabs[tab].call(id) else {
            return Ok(());
        };
        call.state = CallState::Waiting(awake);
        call.data_of = None;
        let (status, challenge) = match got {
            Got::Answer(Response::Data(user)) => {
                call.data_of = Some(user);
                (200, None)
            }
            Got::Answer(Response::ProofAsked) => (403, Some(Challenge::Proof)),
            Got::Answer(_) => (401, Some(Challenge::Token)),
            Got::Other(_) => (502, None),
            Got::Nothing => {
                call.state = CallState::Over;
                let why = Refusal::Unreachable;
                return self.input(tab, Input::CallFailed { call: id, why });
            }
        };
        let answered = Input::CallAnswered {
            call: id,
            status,
            challenge,
        };
        self.input(tab, answered)
    }

    pub(super) fn carry_out_checked(&mut self, tab: usize, effect: Effect) -> Outcome {
        match effect {
            Effect::Emit(event) => self.on_event(tab, &event),
            Effect::Notify(Change::ProofAwaited(true))
                if self.flaw == Some(Flaw::NobodyIsAsked) => {}
            Effect::Notify(change) => {
                self.check_end(&change)?;
                let awake = self.awake;
                self.tabs[tab].believe(&change, awake)?;
            }
            Effect::Broadcast(message) => {
                for (other, page) in self.tabs.iter_mut().enumerate() {
                    if other != tab {
                        page.news.push(News::Message(message.clone()));
                    }
                }
            }
            Effect::RemoveClaims => self.jar.claims = None,
            Effect::MarkSignedOut(_) => self.storage = self.tabs[tab].shown,
            Effect::AcquireLock(refresh) => {
                self.tabs[tab].lock_asked_at = self.awake;
                self.request_lock(Holder {
                    tab,
                    refresh: Some(refresh),
                });
            }
            Effect::ReleaseLock => self.release_lock(tab, true),
            Effect::SendRefresh(refresh) => {
                self.check_refresh(tab, refresh)?;
                self.send(tab, RequestKind::Refresh(refresh));
            }
            Effect::CancelRefresh if self.flaw != Some(Flaw::NothingIsCancelled) => {
                self.cancel_refresh(tab);
            }
            Effect::Resume(call, step) => self.resume(tab, call, step)?,
            _ => {}
        }
        Ok(())
    }

    fn on_event(&mut self, tab: usize, event: &Event) {
        let (now, awake) = (self.now, self.awake);
        if let Event::Wait { call, until } = event
            && let Some(call) = self.tabs[tab].call(*call)
        {
            call.state = match until {
                Until::Proof => CallState::ForProof,
                Until::Refresh | Until::SignIn if call.state == CallState::ForProof => {
                    CallState::Waiting(awake)
                }
                Until::Refresh | Until::SignIn => call.state,
            };
        }
        match (event, self.retry_after) {
            (Event::Offline { .. }, Some(seconds)) if seconds > 10 => {
                let until = now + f64::from(seconds) * 1_000.0;
                self.tabs[tab].held_off = Some((until, false));
            }
            (Event::Offline { .. } | Event::Online, _) => self.tabs[tab].held_off = None,
            _ => {}
        }
    }

    fn resume(&mut self, tab: usize, id: u32, step: CallStep) -> Outcome {
        let page = &mut self.tabs[tab];
        if page.call(id).is_some_and(|call| call.is_attended) {
            page.waited_at = self.awake;
        }
        let Some(call) = page.call(id) else {
            return Ok(());
        };
        match step {
            CallStep::Send { claims } => {
                call.state = CallState::Sent;
                let owner = call.owner;
                let token = claims.as_deref().and_then(Token::parse);
                self.send(tab, RequestKind::Call(id, token));
                let user = token.map(|token| self.server.user(token.session));
                same_user(owner, user, "sent")
            }
            CallStep::Deliver => {
                call.state = CallState::Delivered;
                let (owner, data_of) = (call.owner, call.data_of);
                same_user(owner, data_of, "answered")?;
                same_user(owner, self.shown_user(tab).or(Some(NOBODY)), "answered")
            }
            CallStep::Refuse(_) => {
                call.state = CallState::Over;
                Ok(())
            }
        }
    }

    /// Returns the user whose page a tab shows.
    pub(super) fn shown_user(&self, tab: usize) -> Option<usize> {
        self.tabs[tab]
            .shown
            .map(|session| self.server.user(session))
    }
}
