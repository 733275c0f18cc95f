//! The acts of a user that wait to be sent, kept on this machine until they are sent or the user signs out. By user id: another user
//! neither sees nor sends them.

use std::time::Duration;

use js_sys::Math;
use leptos::prelude::{on_cleanup, window_event_listener_untyped};

use super::{
    lock::{self, Lock},
    storage,
};
use crate::{
    ids::UserId,
    interceptor::{
        backoff::backoff,
        document::is_left_behind,
        outbox::{Act, Outbox},
    },
};

/// The lock of the tab that sends.
const SENDING: &str = "latchkey.outbox";

/// How long a tab waits for another that sends, in ms. Both may send then, and a tab hears a moment late of what another has stored:
/// it is its key that makes an act be done once.
const PATIENCE: f64 = 15_000.0;

/// Returns what waits to be sent for this user, the oldest first.
pub fn waiting_acts(user_id: &UserId) -> Vec<Act> {
    storage::change(user_id, |outbox: &mut Outbox| outbox.acts().to_vec()).unwrap_or_default()
}

/// Returns whether something waits to be sent for this user.
pub fn is_anything_waiting(user_id: &UserId) -> bool {
    storage::is_stored::<Outbox>(user_id)
}

/// Puts an act into the outbox. Returns false where there is no room, or the browser stores nothing, or this document is being left:
/// who signs out or leaves a page has just deleted what was not sent, and that cuts off the calls that are under way.
pub fn put_act(user_id: &UserId, act: Act) -> bool {
    if is_left_behind() {
        return false;
    }
    storage::change(user_id, |outbox: &mut Outbox| outbox.put(act)).unwrap_or(false)
}

/// Takes the act of this key out of the outbox.
pub fn take_act(user_id: &UserId, key: &str) {
    storage::change(user_id, |outbox: &mut Outbox| outbox.take(key));
}

/// Waits until no other tab sends, for some seconds at most. Others wait for as long as the answer is kept.
pub async fn turn_to_send() -> Option<Lock> {
    lock::acquire(SENDING, PATIENCE).await
}

/// Calls `then` whenever another tab has stored something, until the current owner is disposed of.
pub fn on_stored_elsewhere(then: impl Fn() + 'static) {
    let listener = window_event_listener_untyped("storage", move |_| then());
    on_cleanup(move || listener.remove());
}

/// Returns how long to wait after so many failures in a row, the last of which named `retry_after` seconds.
pub fn pause_after(failures: u32, retry_after: Option<u32>) -> Duration {
    Duration::from_secs_f64(backoff(failures, retry_after, Math::random()) / 1_000.0)
}
