//! What wakes the interceptor: its own timer, the page's return (shown again, out of the back/forward cache, out of sleep), the network's
//! return, and the other tabs.

use leptos::prelude::{request_animation_frame, window, window_event_listener_untyped};

use super::{
    bus::{self, emit},
    channel, clock, refresh, retry, state,
};
use crate::{
    interceptor::{
        Change,
        document::{self, mark_hydrated},
        event::Event,
        notice::Notice,
    },
    session::Session,
};

/// How often the cookie is looked at, in milliseconds.
const WATCH: f64 = 1_000.0;

/// A timer that is so late slept. Hidden tabs are let run once a minute.
const SLEPT: f64 = 90_000.0;

/// Starts the interceptor under a hydrated page that shows `session`; changes are told to `tell`, and, with `show_events`, everything that
/// it does is shown to whoever looks.
pub fn start(session: Option<Session>, show_events: bool, tell: impl Fn(Change) + 'static) {
    if show_events {
        bus::show();
    }
    state::begin(session, tell);
    watch();
    request_animation_frame(mark_hydrated);
}

fn watch() {
    for comes_back in ["visibilitychange", "pageshow", "focus", "resume"] {
        window_event_listener_untyped(comes_back, |_| look());
    }
    window_event_listener_untyped("pageshow", |_| document::load_if_left());
    window_event_listener_untyped("online", |_| {
        retry::network_is_back();
        look();
    });
    window_event_listener_untyped("offline", |_| state::reachable(false));
    if !window().navigator().on_line() {
        state::reachable(false);
    }
    for touch in ["pointerdown", "keydown"] {
        window_event_listener_untyped(touch, |_| retry::touched());
    }
    channel::listen(hear);
    arm();
}

/// Brings the page up to date: first with what other tabs did, then with a token that is about to run out.
fn look() {
    state::account_for_cookie();
    retry::if_due();
}

fn arm() {
    let armed = clock::now();
    let delay = retry::due_in()
        .filter(|due| *due > 0.0)
        .map_or(WATCH, |due| due.min(WATCH));
    clock::after(delay, move || {
        let late = clock::now().since(armed) - delay;
        if late > SLEPT {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            emit(&Event::Wake { after: late as u32 });
        }
        look();
        arm();
    });
}

fn hear(notice: Notice) {
    state::account_for_cookie();
    let is_ours = |session: &str| state::session_id().as_deref() == Some(session);
    match notice {
        Notice::Changed => {}
        Notice::Entering => refresh::abort(),
        Notice::Leaving(session) if is_ours(&session) => refresh::abort(),
        Notice::Leaving(_) => {}
        Notice::Left(session) => state::left(session),
    }
}
