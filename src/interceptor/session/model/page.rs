//! What a page, and the person before it, does.

use super::{
    browser::{CallState, PageCall, Tab},
    server::{IDLE_TTL, RequestKind, Token},
    world::{Flaw, World},
};
use crate::{
    ids::SessionId,
    interceptor::session::{CallKind, Document, Input},
    session::Generation,
};

impl World {
    /// Loads a document in a tab, as the server renders it now. It is not alive before [`Self::hydrate`].
    pub(super) fn load(&mut self, tab: usize) {
        for request in self
            .requests
            .iter_mut()
            .filter(|request| request.tab == tab)
        {
            request.is_cancelled = true;
        }
        self.release_lock(tab, true);
        self.release_lock(tab, false);
        self.tabs[tab] = Tab::new(self.awake);
        let sent = self.jar.claims;
        let good = sent.filter(|token| self.server.is_good(*token, self.now));
        let document = Document {
            session: good.map(|token| self.session(token)),
            claimed: sent.map(|token| self.claimed(token)),
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            idle_timeout: (IDLE_TTL / 1_000.0) as u32,
        };
        let page = &mut self.tabs[tab];
        page.shown = good.map(|token| token.session);
        page.rendered_under = sent;
        page.document = Some(document);
        page.is_frozen = true;
    }

    /// Brings a document to life that was loaded. Nothing that other tabs have told before is heard.
    pub(super) fn hydrate(&mut self, tab: usize) -> Result<(), String> {
        let Some(mut document) = self.tabs[tab].document.take() else {
            return Ok(());
        };
        self.tabs[tab].news.clear();
        self.tabs[tab].is_frozen = false;
        self.tabs[tab].touched_at = self.awake;
        if self.flaw == Some(Flaw::DocumentsAreTakenForNew) {
            document.claimed = self.jar.claims.map(|token| self.claimed(token));
        }
        self.input(tab, Input::Begin(document))
    }

    fn claimed(&self, token: Token) -> (SessionId, Generation) {
        (self.session(token).session_id, token.generation)
    }

    pub(super) fn make_call(&mut self, tab: usize) -> Result<(), String> {
        if self.flaw == Some(Flaw::CallsTouch) {
            let now = self.clocks();
            self.tabs[tab].machine.touch(now);
            // It is the server's wish that is ignored here, not the idle timeout.
            self.tabs[tab].touched_at = self.awake;
        }
        let owner = self.shown_user(tab);
        let (awake, page) = (self.awake, &mut self.tabs[tab]);
        page.last_call += 1;
        let id = page.last_call;
        let is_attended = awake - page.touched_at < IDLE_TTL / 2.0;
        page.calls.retain(|call| call.state != CallState::Over);
        page.calls.push(PageCall {
            id,
            owner,
            state: CallState::Waiting(awake),
            is_attended,
            data_of: None,
        });
        let made = Input::CallMade {
            call: id,
            path: String::new(),
            kind: CallKind::Session,
        };
        self.input(tab, made)
    }

    pub(super) fn touch(&mut self, tab: usize) -> Result<(), String> {
        let (now, awake, page) = (self.clocks(), self.awake, &mut self.tabs[tab]);
        page.touched_at = awake;
        if let Some((_, is_touched)) = &mut page.held_off {
            *is_touched = true;
        }
        if page.machine.touch(now) {
            self.input(tab, Input::Sync)?;
        }
        Ok(())
    }

    /// Makes the last proof of the jar's session old, or fresh.
    pub(super) fn age_proof(&mut self, is_old: bool) {
        if let Some(token) = self.jar.claims {
            self.server.age_proof(token.session, is_old);
        }
    }

    /// Gives the proof that a page asks for, or declines.
    pub(super) fn prove(&mut self, tab: usize, is_given: bool) -> Result<(), String> {
        let input = match is_given {
            true => Input::Proven,
            false => Input::ProofDeclined,
        };
        if is_given {
            self.age_proof(false);
        }
        if self.flaw != Some(Flaw::ProofsAreNotHeard) {
            self.input(tab, input)?;
        }
        self.check_proven(tab)
    }

    /// Reads the body of an answer.
    pub(super) fn finish(&mut self, which: proptest::sample::Index) -> Result<(), String> {
        let Some((tab, call)) = self.pick(which, |state| state == CallState::Delivered) else {
            return Ok(());
        };
        let is_complete = true;
        self.input(tab, Input::BodyRead { call, is_complete })?;
        self.input(tab, Input::CallDropped { call })?;
        self.tabs[tab].calls.retain(|other| other.id != call);
        Ok(())
    }

    pub(super) fn drop_call(&mut self, which: proptest::sample::Index) -> Result<(), String> {
        let is_open = |state| !matches!(state, CallState::Over | CallState::Delivered);
        let Some((tab, call)) = self.pick(which, is_open) else {
            return Ok(());
        };
        for request in self
            .requests
            .iter_mut()
            .filter(|request| request.tab == tab)
        {
            request.is_cancelled |= matches!(request.ask, RequestKind::Call(id, _) if id == call);
        }
        self.tabs[tab].calls.retain(|other| other.id != call);
        self.input(tab, Input::CallDropped { call })
    }

    pub(super) fn pick(
        &self,
        which: proptest::sample::Index,
        wanted: impl Fn(CallState) -> bool,
    ) -> Option<(usize, u32)> {
        let tabs = self.tabs.iter().enumerate();
        let calls: Vec<(usize, u32)> = tabs
            .filter(|(_, page)| !page.is_frozen)
            .flat_map(|(tab, page)| page.calls.iter().map(move |call| (tab, call)))
            .filter(|(_, call)| wanted(call.state))
            .map(|(tab, call)| (tab, call.id))
            .collect();
        (!calls.is_empty()).then(|| *which.get(&calls))
    }
}
