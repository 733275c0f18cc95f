//! What this tab knows: whose page it shows, the cookie that it has accounted for, how long its token lives, whether the session is over,
//! and whom to tell of changes.
//!
//! The cookie is the truth and this is what has been made of it so far: [`account_for_cookie`] brings the two together.

use std::{cell::RefCell, rc::Rc};

use futures::channel::oneshot::Receiver;

use super::{bus::emit, channel, claims, clock, leaving, refresh, retry};
use crate::{
    error::{AppError, Code},
    interceptor::{Change, event::Event, life::Life, notice::Notice, queue::Queue},
    session::Session,
};

#[derive(Default)]
struct State {
    tell: Option<Rc<dyn Fn(Change)>>,
    shown: Option<Shown>,
    accounted_for: Option<String>,
    life: Option<Life>,
    ended: bool,
    /// Calls that wait for the person to come back.
    away: Queue<()>,
    /// The session that this page has left last: signed out of, or followed by another. A late answer to it must not bring it back.
    left: Option<String>,
}

/// The session that this tab shows.
#[derive(Clone, PartialEq, Eq)]
struct Shown {
    session_id: String,
    user_id: String,
}

impl From<&Session> for Shown {
    fn from(session: &Session) -> Self {
        Self {
            session_id: session.session_id.clone(),
            user_id: session.user_id.clone(),
        }
    }
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// Begins with `session`, as the document was rendered for it. Changes are told to `tell`, the first of them where the cookie has changed
/// since the document was made.
pub fn begin(session: Option<Session>, tell: impl Fn(Change) + 'static) {
    let held = claims::read();
    // A document for nobody may stand over the cookie of a session that is known to be over: that is no news.
    let is_current = session.as_ref().is_none_or(|session| {
        held.as_ref()
            .is_some_and(|held| held.session_id == session.session_id)
    });
    STATE.with_borrow_mut(|state| {
        state.tell = Some(Rc::new(tell));
        state.shown = session.as_ref().map(Shown::from);
        state.life = session
            .as_ref()
            .map(|session| life(session.expires_in, held.as_ref()));
        state.accounted_for = claims::current().filter(|_| is_current);
    });
    if !is_current {
        take(claims::current(), held);
    }
}

/// A sign-in of this tab was answered.
///
/// # Errors
/// `cookies_blocked` where the browser has not kept the cookies of that answer.
pub fn adopt(session: Session) -> Result<(), AppError> {
    let held = claims::read().ok_or(Code::CookiesBlocked)?;
    channel::tell(&Notice::Changed);
    if held.session_id == session.session_id {
        take(claims::current(), Some(session));
    } else {
        account_for_cookie();
    }
    Ok(())
}

/// The person has signed out of this session, here or in another tab: it does not come back.
pub fn left(session_id: String) {
    STATE.with_borrow_mut(|state| state.left = Some(session_id));
    account_for_cookie();
}

/// The refresh of this tab was answered with a new cookie.
pub fn renewed() {
    let cookie = claims::current();
    if cookie.is_none() && may_have_run_out() {
        // It was the session's last second.
        run_out();
    } else if cookie.is_none() || is_left(cookie.as_deref()) {
        account_for_cookie();
    } else if let Some(session) = cookie.as_deref().and_then(claims::session) {
        emit(&Event::Renewed {
            expires_in: session.expires_in,
        });
        take(cookie, Some(session));
    }
}

/// The refresh endpoint says that the session is over.
pub fn ended(code: Code) {
    let tell = STATE.with_borrow_mut(|state| {
        let tell = state.shown.is_some().then(|| state.tell.clone()).flatten();
        state.ended = tell.is_some();
        tell
    });
    if let Some(tell) = tell {
        emit(&Event::End { code });
        tell(Change::Ended(code));
    }
}

/// Whether the session of this page is over.
pub fn is_ended() -> bool {
    STATE.with_borrow(|state| state.ended)
}

/// Waits until a session that is over is followed by another one, or by a sign-out.
pub fn returned() -> Receiver<()> {
    STATE.with_borrow_mut(|state| state.away.join())
}

/// Tells the page whether the server can be reached.
pub fn reachable(is: bool) {
    if let Some(tell) = STATE.with_borrow(|state| state.tell.clone()) {
        tell(Change::Reachable(is));
    }
}

/// Whose page this tab shows.
pub fn person() -> Option<String> {
    STATE.with_borrow(|state| state.shown.as_ref().map(|shown| shown.user_id.clone()))
}

/// Which session this tab shows.
pub fn session_id() -> Option<String> {
    STATE.with_borrow(|state| state.shown.as_ref().map(|shown| shown.session_id.clone()))
}

/// The life of the token at hand.
pub fn token_life() -> Option<Life> {
    STATE.with_borrow(|state| state.life)
}

/// Compares the cookie with what this tab has accounted for, and tells what another tab did.
pub fn account_for_cookie() {
    let mut cookie = claims::current();
    if is_left(cookie.as_deref()) {
        claims::remove();
        cookie = None;
    }
    if STATE.with_borrow(|state| state.accounted_for == cookie) {
        return;
    }
    // While the token lived, only a sign-out can have taken the cookie away.
    if cookie.is_none()
        && token_life().is_some_and(|life| life.is_over(clock::now()))
        && may_have_run_out()
    {
        return run_out();
    }
    // How old another tab's token is cannot be known here: its whole life is the most that can be left of it.
    let session = cookie.as_deref().and_then(claims::session);
    if session.is_none() && cookie.is_some() && session_id().is_some() && !is_ended() {
        // Damaged: that says nothing of the session, and the refresh token brings a whole one.
        STATE.with_borrow_mut(|state| state.accounted_for = cookie);
        return refresh::start();
    }
    if session
        .as_ref()
        .is_some_and(|session| Some(&session.session_id) == session_id().as_ref())
    {
        emit(&Event::Adopt);
    }
    take(cookie, session);
}

/// Whether it may be its age that has taken the session's cookies away, and not a sign-out.
fn may_have_run_out() -> bool {
    !is_ended() && session_id().is_some_and(|session| !leaving::is_left(&session))
}

/// The cookies live as long as the session may: without them, it is over.
fn run_out() {
    STATE.with_borrow_mut(|state| state.accounted_for = None);
    ended(Code::RefreshExpired);
}

fn is_left(cookie: Option<&str>) -> bool {
    cookie
        .and_then(claims::session)
        .is_some_and(|Session { session_id, .. }| {
            STATE.with_borrow(|state| state.left.as_ref() == Some(&session_id))
                || leaving::is_marked(&session_id)
        })
}

/// `held` is what the cookie says, the whole life of the token with it.
fn life(expires_in: u32, held: Option<&Session>) -> Life {
    Life::new(
        clock::now(),
        expires_in,
        held.map_or(expires_in, |held| held.expires_in),
    )
}

fn take(cookie: Option<String>, session: Option<Session>) {
    let now = session.as_ref().map(Shown::from);
    let life = session.as_ref().map(|session| {
        life(
            session.expires_in,
            cookie.as_deref().and_then(claims::session).as_ref(),
        )
    });
    let (tell, before, away) = STATE.with_borrow_mut(|state| {
        state.accounted_for = cookie;
        state.life = life;
        let before = std::mem::replace(&mut state.shown, now.clone());
        state.ended = false;
        if let Some(before) = before.as_ref().filter(|before| {
            now.as_ref()
                .is_none_or(|now| now.session_id != before.session_id)
        }) {
            state.left = Some(before.session_id.clone());
        }
        (state.tell.clone(), before, std::mem::take(&mut state.away))
    });
    let change = match session {
        Some(session) if before == now => Some(Change::Refreshed(session)),
        Some(session) => Some(Change::SignedIn(session)),
        None => before.as_ref().map(|_| Change::SignedOut),
    };
    match change {
        Some(Change::SignedIn(_)) => emit(&Event::SignIn),
        Some(Change::SignedOut) => emit(&Event::SignOut),
        _ => {}
    }
    if before != now {
        // It was asked for under a session that is no longer this page's.
        refresh::abort();
    }
    if now.is_some() {
        // Wherever the token came from, nothing is amiss any more.
        retry::succeeded();
    }
    // The borrow has ended: whoever is told may call back in here.
    if let (Some(tell), Some(change)) = (tell, change) {
        tell(change);
    }
    away.settle(&());
}
