//! What this tab knows: the session it shows, the claims cookie that it has accounted for, and whom to tell of changes.
//!
//! The cookie is looked at again every second and whenever the tab comes back, so that a sign-in, a sign-out or a refresh in another tab
//! is this tab's too.

use std::{cell::RefCell, rc::Rc, time::Duration};

use leptos::{leptos_dom::helpers::set_interval, prelude::request_animation_frame};

use super::{Change, claims, document::mark_hydrated};
use crate::{
    error::Code,
    session::{Claims, Session},
};

/// How often the cookie is looked at.
const WATCH: Duration = Duration::from_secs(1);

#[derive(Default)]
struct State {
    tell: Option<Rc<dyn Fn(Change)>>,
    session: Option<Shown>,
    accounted_for: Option<String>,
}

/// The session that this tab shows.
#[derive(Clone, PartialEq, Eq)]
struct Shown {
    session_id: String,
    user_id: String,
}

impl From<&Session> for Shown {
    fn from(session: &Session) -> Self {
        Self { session_id: session.session_id.clone(), user_id: session.user_id.clone() }
    }
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// Starts the interceptor under a hydrated page that shows `session`; changes are told to `tell`.
pub fn start(session: Option<Session>, tell: impl Fn(Change) + 'static) {
    STATE.with_borrow_mut(|state| {
        *state = State { tell: Some(Rc::new(tell)), session: session.as_ref().map(Shown::from), accounted_for: claims::current() };
    });
    set_interval(account_for_cookie, WATCH);
    request_animation_frame(mark_hydrated);
}

/// A sign-in of this tab was answered: its cookie is accounted for.
pub fn adopt(session: &Session) {
    STATE.with_borrow_mut(|state| {
        state.session = Some(session.into());
        state.accounted_for = claims::current();
    });
}

/// A sign-out of this tab was answered.
pub fn forget() {
    STATE.with_borrow_mut(|state| {
        state.session = None;
        state.accounted_for = claims::current();
    });
}

/// This tab's refresh was answered with a new cookie and `expires_in` seconds of life.
pub fn refreshed(expires_in: u32) {
    let cookie = claims::current();
    if let Some(claims) = cookie.as_deref().and_then(Claims::read) {
        take(cookie, Some(Session::new(claims, expires_in)));
    }
}

/// The refresh endpoint says that the session is over.
pub fn ended(code: Code) {
    let tell = STATE.with_borrow(|state| state.session.is_some().then(|| state.tell.clone()).flatten());
    if let Some(tell) = tell {
        tell(Change::Ended(code));
    }
}

/// Whose page this tab shows.
pub fn person() -> Option<String> {
    STATE.with_borrow(|state| state.session.as_ref().map(|shown| shown.user_id.clone()))
}

/// Compares the cookie with what this tab has accounted for, and tells what another tab did.
pub fn account_for_cookie() {
    let cookie = claims::current();
    if STATE.with_borrow(|state| state.accounted_for == cookie) {
        return;
    }
    // How old another tab's token is cannot be known here: its whole life is the most that can be left of it.
    let session = cookie.as_deref().and_then(Claims::read).map(|claims| {
        let life = claims.life();
        Session::new(claims, life)
    });
    take(cookie, session);
}

fn take(cookie: Option<String>, session: Option<Session>) {
    let (tell, change) = STATE.with_borrow_mut(|state| {
        state.accounted_for = cookie;
        let before = std::mem::replace(&mut state.session, session.as_ref().map(Shown::from));
        let change = match session {
            Some(session) if before == Some(Shown::from(&session)) => Some(Change::Refreshed(session)),
            Some(session) => Some(Change::SignedIn(session)),
            None => before.map(|_| Change::SignedOut),
        };
        (state.tell.clone(), change)
    });
    // The borrow has ended: whoever is told may call back in here.
    if let (Some(tell), Some(change)) = (tell, change) {
        tell(change);
    }
}
