//! Signing out and signing in over a session, on the browser's side: no refresh that is under way, in any tab, may bring the session back.

use std::cell::Cell;

use super::{
    channel, claims,
    drafts::{forget_drafts, storage},
    lock::{self, Lock},
    refresh, state,
};
use crate::interceptor::notice::Notice;

/// Where every tab can read which session was last signed out of, or was being signed out of.
const LEFT: &str = "latchkey.left";

/// How long a sign-in waits for the other tabs to take their refreshes back. They do so at once, unless one is frozen.
const PATIENCE: f64 = 500.0;

thread_local! {
    static UNDER_WAY: Cell<bool> = const { Cell::new(false) };
    static ASKED: Cell<bool> = const { Cell::new(false) };
}

/// A sign-out or a sign-in that is under way. No refresh begins before it is answered, or has failed.
pub struct Leaving(Option<Lock>);

impl Drop for Leaving {
    fn drop(&mut self) {
        UNDER_WAY.set(false);
    }
}

/// Whether the person has asked to sign out in this tab. Its cookie may be seen to be gone before the answer is read.
pub fn sign_out_was_asked() -> bool {
    ASKED.get()
}

/// The person asks to sign out.
pub fn begin() -> Leaving {
    UNDER_WAY.set(true);
    ASKED.set(true);
    refresh::abort();
    if let Some(session) = state::session_id() {
        if let Some(storage) = storage() {
            drop(storage.set_item(LEFT, &session));
        }
        channel::tell(&Notice::Leaving(session));
    }
    Leaving(None)
}

/// Somebody asks to sign in. Holds the lock of the refreshes until that is answered, so that none begins in any tab.
pub async fn enter() -> Leaving {
    UNDER_WAY.set(true);
    let mut entering = Leaving(None);
    refresh::abort();
    channel::tell(&Notice::Entering);
    entering.0 = Some(lock::take(PATIENCE).await);
    entering
}

/// Whether a sign-out or a sign-in of this tab is under way.
pub fn is_under_way() -> bool {
    UNDER_WAY.get()
}

/// Whether the server has said that this browser left `session`.
pub fn is_marked(session: &str) -> bool {
    claims::left().as_deref() == Some(session)
}

/// Whether `session` was signed out of, in whatever tab. Where that cannot be known it was: better to turn away somebody who only was
/// away for long than to leave the page of somebody who has gone.
pub fn is_left(session: &str) -> bool {
    is_marked(session)
        || storage()
            .and_then(|storage| storage.get_item(LEFT).ok())
            .is_none_or(|left| left.as_deref() == Some(session))
}

/// The sign-out was answered: the session is over in every tab, and with it what the person had not sent.
pub fn forget() {
    if let Some(person) = state::person() {
        forget_drafts(&person);
    }
    if let Some(session) = state::session_id() {
        channel::tell(&Notice::Left(session.clone()));
        state::left(session);
    }
}
