//! Carries out what the machines ask for, and checks the invariants on the way.

use super::{
    browser::{CallState, Got, Holder, News, Signing},
    server::{Ask, IDLE_TTL, Said, Token},
    world::{Flaw, World},
};
use crate::{
    error::Code,
    interceptor::{
        Change,
        backoff::CALL_TIMEOUT,
        event::Event,
        refresh_outcome::RefreshOutcome,
        session::{CallStep, Effect, Input},
    },
};

/// How long a refresh may wait for the lock.
const LOCK_TIMEOUT: f64 = 5_000.0;
/// The longest that may lie between the wish for a refresh and the request: a short `Retry-After`, and the lock.
const LATE: f64 = CALL_TIMEOUT + LOCK_TIMEOUT + 1.0;

type Outcome = Result<(), String>;

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

    fn on_answer(&mut self, tab: usize, ask: &Ask, got: Got) -> Outcome {
        match ask {
            Ask::Refresh(refresh) => self.on_refresh_answer(tab, *refresh, got),
            Ask::Call(call, _) => self.on_call_answer(tab, *call, got),
            Ask::SignIn(_) => {
                self.tabs[tab].signing = Signing::No;
                self.release_lock(tab, false);
                self.input(tab, Input::SignInEnded)?;
                let held = self.jar.claims.filter(|_| !self.jar.is_damaged);
                let (Got::Answer(Said::SignedIn(session)), Some(held)) = (got, held) else {
                    return Ok(());
                };
                self.tabs[tab].touched_at = self.awake;
                // A cookie of another session tells more than the answer.
                let answered = self.session(Token { session, ..held });
                self.input(tab, Input::SignedIn(answered))
            }
            Ask::SignOut => {
                self.tabs[tab].signing = Signing::No;
                self.input(tab, Input::SignOutEnded)?;
                if got == Got::Answer(Said::SignedOut) {
                    self.input(tab, Input::SignedOut)?;
                }
                Ok(())
            }
        }
    }

    /// A failed refresh never signs out.
    fn on_refresh_answer(&mut self, tab: usize, refresh: u32, got: Got) -> Outcome {
        let outcome = match got {
            Got::Answer(Said::Refresh(outcome)) => outcome,
            Got::Other(_) if self.flaw == Some(Flaw::EveryRefusalEnds) => {
                RefreshOutcome::SessionEnded(Code::RefreshInvalid)
            }
            Got::Other(outcome) => outcome,
            _ => RefreshOutcome::RetryLater(None),
        };
        if let (Got::Answer(_), RefreshOutcome::SessionEnded(code)) = (&got, outcome) {
            self.said_end = Some(code);
        }
        if let RefreshOutcome::RetryLater(retry_after) = outcome {
            self.retry_after = retry_after;
        }
        let page = &self.tabs[tab];
        let before = (page.shown, page.is_ended);
        let jar = &self.jar;
        let is_held = jar.claims.map(|token| token.session) == page.shown && jar.mark != page.shown;
        let has_failed =
            !matches!(got, Got::Answer(_)) && self.flaw != Some(Flaw::EveryRefusalEnds);
        if has_failed && self.flaw == Some(Flaw::FailuresClearCookies) {
            self.jar.clear();
        }
        self.input(tab, Input::RefreshAnswered(refresh, outcome))?;
        (self.said_end, self.retry_after) = (None, None);
        let page = &self.tabs[tab];
        if has_failed && is_held && page.shown.is_some() | before.0.is_some() {
            // The same session may go on under cookies that have arrived without the rest.
            let stands = page.shown == before.0 && (!page.is_ended || before.1);
            if !stands {
                return Err("a failed refresh has ended or closed the session".to_owned());
            }
        }
        Ok(())
    }

    fn on_call_answer(&mut self, tab: usize, id: u32, got: Got) -> Outcome {
        let awake = self.awake;
        let Some(call) = self.tabs[tab].call(id) else {
            return Ok(());
        };
        call.state = CallState::Waiting(awake);
        call.data_of = None;
        let (status, is_token_refused) = match got {
            Got::Answer(Said::Data(user)) => {
                call.data_of = Some(user);
                (200, false)
            }
            Got::Answer(_) => (401, true),
            Got::Other(_) => (502, false),
            Got::Nothing => {
                call.state = CallState::Over;
                let why = crate::interceptor::event::Refusal::Unreachable;
                return self.input(tab, Input::CallFailed { call: id, why });
            }
        };
        let answered = Input::CallAnswered {
            call: id,
            status,
            is_token_refused,
        };
        self.input(tab, answered)
    }

    /// No wait is without an end.
    pub(super) fn check_waits(&self) -> Outcome {
        for tab in self
            .tabs
            .iter()
            .filter(|tab| !tab.is_frozen && !tab.is_ended)
        {
            for call in &tab.calls {
                if let CallState::Waiting(since) = call.state
                    && self.awake - since > CALL_TIMEOUT + 1.0
                {
                    return Err(format!("a call has waited {} ms", self.awake - since));
                }
            }
        }
        Ok(())
    }

    pub(super) fn check(&mut self, tab: usize, effect: Effect) -> Outcome {
        match effect {
            Effect::Emit(event) => self.on_event(tab, &event),
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
                self.send(tab, Ask::Refresh(refresh));
            }
            Effect::CancelRefresh if self.flaw != Some(Flaw::NothingIsCancelled) => {
                self.cancel_refresh(tab);
            }
            Effect::Resume(call, step) => self.resume(tab, call, step)?,
            _ => {}
        }
        Ok(())
    }

    /// A session ends by one of the server's four codes, or by its cookies' age.
    fn check_end(&self, change: &Change) -> Outcome {
        if let Change::Ended(code) = change {
            let is_of_age = *code == Code::RefreshExpired && self.jar.claims.is_none();
            if self.said_end != Some(*code) && !is_of_age {
                return Err(format!("a session ended for nothing: {code:?}"));
            }
        }
        Ok(())
    }

    fn on_event(&mut self, tab: usize, event: &Event) {
        let now = self.now();
        match (event, self.retry_after) {
            (Event::Offline { .. }, Some(seconds)) if seconds > 10 => {
                let until = now + f64::from(seconds) * 1_000.0;
                self.tabs[tab].held_off = Some((until, false));
            }
            (Event::Offline { .. } | Event::Online, _) => self.tabs[tab].held_off = None,
            _ => {}
        }
    }

    /// One refresh at a time; a long `Retry-After` leaves one for each touch; an idle page starts none.
    fn check_refresh(&mut self, tab: usize, refresh: u32) -> Outcome {
        if self.is_refreshing(tab) {
            return Err("there are two refreshes at once".to_owned());
        }
        if self.tabs[tab].signing != Signing::No {
            return Err("a refresh was sent during a sign-in or sign-out".to_owned());
        }
        let holder = Holder {
            tab,
            refresh: Some(refresh),
        };
        let (awake, now, lock) = (self.awake, self.now(), self.lock);
        let page = &mut self.tabs[tab];
        if lock != Some(holder) && awake - page.lock_asked_at < LOCK_TIMEOUT - 1.0 {
            return Err("a refresh was sent without the lock".to_owned());
        }
        if let Some((until, is_touched)) = &mut page.held_off
            && now < *until
            && !std::mem::take(is_touched)
        {
            return Err("a refresh was sent although the server asked to be left alone".to_owned());
        }
        let is_asked_for = |call: &super::browser::PageCall| {
            call.is_attended && matches!(call.state, CallState::Waiting(_))
        };
        if awake - page.touched_at > IDLE_TTL / 2.0 + LATE && !page.calls.iter().any(is_asked_for) {
            return Err("an idle page has refreshed".to_owned());
        }
        Ok(())
    }

    /// No call is sent or answered under another user.
    fn resume(&mut self, tab: usize, id: u32, step: CallStep) -> Outcome {
        let shown = self.shown_user(tab);
        let Some(call) = self.tabs[tab].call(id) else {
            return Ok(());
        };
        let owner = call.owner;
        match step {
            CallStep::Send { claims } => {
                call.state = CallState::Sent;
                let token = claims.as_deref().and_then(Token::parse);
                let user = token.map(|token| self.server.user(token.session));
                if owner.is_some() && user.is_some() && user != owner {
                    return Err("a call was sent under another user".to_owned());
                }
                self.send(tab, Ask::Call(id, token));
            }
            CallStep::Deliver => {
                call.state = CallState::Delivered;
                let data_of = call.data_of;
                if owner.is_some()
                    && (shown != owner || data_of.is_some_and(|of| Some(of) != owner))
                {
                    return Err("a call was answered under another user".to_owned());
                }
            }
            CallStep::Refuse(_) => call.state = CallState::Over,
        }
        Ok(())
    }

    /// The user whose page a tab shows.
    pub(super) fn shown_user(&self, tab: usize) -> Option<usize> {
        self.tabs[tab]
            .shown
            .map(|session| self.server.user(session))
    }
}
