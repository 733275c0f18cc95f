//! What a person has typed and not sent, kept on this machine until it is sent or they sign out. Each person's own, by user id: whoever
//! signs in next does not find it in their field.

use leptos::prelude::window;
use web_sys::Storage;

/// Keeps `text` as this person's draft; an empty one is none.
pub fn keep_draft(user_id: &str, text: &str) {
    let Some(storage) = storage() else { return };
    // A full or forbidden storage keeps nothing, and the text still stands in its field.
    if text.is_empty() {
        drop(storage.remove_item(&key(user_id)));
    } else {
        drop(storage.set_item(&key(user_id), text));
    }
}

/// This person's draft.
pub fn draft(user_id: &str) -> Option<String> {
    storage()?.get_item(&key(user_id)).ok()?
}

/// Keeps the idempotency key under which this person sent `text`, until its answer is known.
pub fn keep_draft_key(user_id: &str, idempotency_key: &str, text: &str) {
    if let Some(storage) = storage() {
        drop(storage.set_item(&sent(user_id), &format!("{idempotency_key} {text}")));
    }
}

/// The key under which this person sent `text`, where the answer did not come.
pub fn draft_key(user_id: &str, text: &str) -> Option<String> {
    let kept = storage()?.get_item(&sent(user_id)).ok()??;
    kept.split_once(' ').filter(|(_, sent)| *sent == text).map(|(key, _)| key.to_owned())
}

/// What was sent is answered.
pub fn forget_draft_key(user_id: &str) {
    if let Some(storage) = storage() {
        drop(storage.remove_item(&sent(user_id)));
    }
}

fn sent(user_id: &str) -> String {
    format!("latchkey.sent.{user_id}")
}

fn key(user_id: &str) -> String {
    format!("latchkey.draft.{user_id}")
}

/// What this browser keeps for this origin, where it keeps anything.
pub fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}
