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

fn key(user_id: &str) -> String {
    format!("latchkey.draft.{user_id}")
}

/// What this browser keeps for this origin, where it keeps anything.
pub fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}
