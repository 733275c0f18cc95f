//! What sets the interceptor going without a call: the page's return (shown or focused again, out of the back/forward cache, out of sleep),
//! the network, and the person.

use leptos::prelude::{request_animation_frame, window_event_listener_untyped};

use super::{
    rehearsal,
    runtime::{connect, input, touch},
};
use crate::interceptor::{
    Change,
    document::{load_if_left, mark_hydrated},
    session::{Document, Input},
};

/// Starts the interceptor under the page that was hydrated from `document`. Tells changes to `on_change`, and, with `show_events`, shows
/// all that it does.
pub fn start(document: Document, show_events: bool, on_change: impl Fn(Change) + 'static) {
    connect(show_events, on_change);
    rehearsal::offer();
    input(Input::Begin(document));
    // First: what the page does when it looks at the cookie may leave the document.
    window_event_listener_untyped("pageshow", |_| load_if_left());
    for comes_back in ["visibilitychange", "pageshow", "focus", "resume"] {
        window_event_listener_untyped(comes_back, |_| input(Input::Sync));
    }
    window_event_listener_untyped("online", |_| input(Input::Online));
    window_event_listener_untyped("offline", |_| input(Input::Offline));
    // A click or an input without a pointer or a key is that of an assistive technology. To scroll is not listened to: a page that changes
    // scrolls by itself.
    for touches in [
        "pointerdown",
        "keydown",
        "wheel",
        "touchmove",
        "click",
        "input",
    ] {
        window_event_listener_untyped(touches, |_| touch());
    }
    request_animation_frame(mark_hydrated);
}
