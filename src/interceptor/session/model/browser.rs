//! A tab of the model: the machine, its timers, and what its page believes.

use super::server::{RequestKind, Response, Token};
use crate::{
    interceptor::{
        Change,
        refresh_outcome::RefreshOutcome,
        session::{Document, TabSession, Timer},
        tab_message::TabMessage,
    },
    session::Session,
};

/// What waits to be heard by a tab.
#[derive(Clone, Debug)]
pub(super) enum News {
    Message(TabMessage),
    LockGranted(Holder),
    Online(bool),
    /// What came of a request.
    Answer(RequestKind, Got),
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Got {
    Answer(Response),
    /// Something else answered in the server's place; this is how a refresh reads it.
    Other(RefreshOutcome),
    Nothing,
}

/// Who asks for the lock: a refresh, or a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Holder {
    pub(super) tab: usize,
    pub(super) refresh: Option<u32>,
}

/// A call as its page knows it.
#[derive(Clone, Debug)]
pub(super) struct PageCall {
    pub(super) id: u32,
    pub(super) owner: Option<usize>,
    pub(super) state: CallState,
    pub(super) is_attended: bool,
    /// Whose data the last answer holds.
    pub(super) data_of: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum CallState {
    /// It waits since then.
    Waiting(f64),
    /// It waits for the person's proof, for as long as that takes.
    ForProof,
    Sent,
    Delivered,
    Over,
}

/// The sign-in or sign-out that is under way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Signing {
    No,
    /// Waits for the lock until then.
    WaitsForLock {
        user: usize,
        until: f64,
    },
    In,
    Out,
}

pub(super) struct Tab {
    pub(super) machine: TabSession,
    pub(super) is_frozen: bool,
    pub(super) is_hidden: bool,
    pub(super) timers: Vec<(f64, Timer)>,
    pub(super) news: Vec<News>,
    pub(super) calls: Vec<PageCall>,
    pub(super) last_call: u32,
    pub(super) signing: Signing,
    /// The document that is loaded and not yet alive.
    pub(super) document: Option<Document>,
    /// The token that came with the request for the document.
    pub(super) rendered_under: Option<Token>,
    /// The session that the page shows.
    pub(super) shown: Option<usize>,
    pub(super) is_ended: bool,
    /// Whether the page asks the person for a proof.
    pub(super) asks_for_proof: bool,
    /// The sessions that it has stopped showing.
    pub(super) gone: Vec<usize>,
    pub(super) lock_asked_at: f64,
    /// Until when the server has asked to be left alone, and whether the page was touched since.
    pub(super) held_off: Option<(f64, bool)>,
    pub(super) touched_at: f64,
    /// When a call of the page in use waited last.
    pub(super) waited_at: f64,
}

impl Tab {
    pub(super) fn new(awake: f64) -> Self {
        Self {
            machine: TabSession::default(),
            is_frozen: false,
            is_hidden: false,
            timers: Vec::new(),
            news: Vec::new(),
            calls: Vec::new(),
            last_call: 0,
            signing: Signing::No,
            document: None,
            rendered_under: None,
            shown: None,
            is_ended: false,
            asks_for_proof: false,
            gone: Vec::new(),
            lock_asked_at: awake,
            held_off: None,
            touched_at: awake,
            waited_at: awake,
        }
    }

    pub(super) fn call(&mut self, id: u32) -> Option<&mut PageCall> {
        self.calls.iter_mut().find(|call| call.id == id)
    }

    /// Returns the next timer that is due by `end`.
    pub(super) fn next_timer(&self, end: f64) -> Option<(usize, f64)> {
        let due = self.timers.iter().enumerate();
        due.map(|(at, (due, _))| (at, *due))
            .filter(|(_, due)| *due <= end)
            .min_by(|(_, a), (_, b)| a.total_cmp(b))
    }

    /// Lets the page believe `change`. Fails where it shows a session that it has left.
    pub(super) fn believe(&mut self, change: &Change, awake: f64) -> Result<(), String> {
        match change {
            Change::SignedIn(session) | Change::Refreshed(session) => {
                let session = number(session);
                if self.gone.contains(&session) {
                    return Err(format!("session {session} came back"));
                }
                let before = self.shown.replace(session);
                self.gone.extend(before.filter(|before| *before != session));
                self.restart_waits(awake);
            }
            Change::SignedOut => {
                self.gone.extend(self.shown.take());
                self.restart_waits(awake);
            }
            Change::Ended(_) => self.is_ended = true,
            Change::ProofAwaited(is_awaited) => self.asks_for_proof = *is_awaited,
            Change::Reachable(_) => {}
        }
        Ok(())
    }

    /// A wait for a sign-in is over, and one for a refresh may begin.
    fn restart_waits(&mut self, awake: f64) {
        if std::mem::take(&mut self.is_ended) {
            for call in &mut self.calls {
                if let CallState::Waiting(since) = &mut call.state {
                    *since = awake;
                }
            }
        }
    }
}

/// Returns the number of a session, whatever else its name holds.
fn number(session: &Session) -> usize {
    let (number, _) = session
        .session_id
        .split_once('.')
        .unwrap_or((&session.session_id, ""));
    number.parse().unwrap()
}
