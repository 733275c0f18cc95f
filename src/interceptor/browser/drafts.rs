//! What a user has typed and not sent, kept on this machine until it is sent or they sign out. By user id: the next user does not find
//! it in their field.

use js_sys::Math;
use leptos::prelude::window;

use super::{lock, runtime, storage};
use crate::{
    ids::UserId,
    interceptor::drafts::{Drafts, Edits},
};

pub use storage::{draft_key, forget_draft_key, keep_draft_key};

/// Where a tab remembers across a reload which draft is its own.
const TAB: &str = "latchkey.tab";

/// Keeps `text` as this user's draft in this tab; an empty one is none.
pub fn keep_draft(user_id: &UserId, text: &str) {
    let tab = this_tab();
    storage::change(user_id, |drafts: &mut Drafts| drafts.keep(&tab, text));
    hold(&tab);
}

/// Returns this user's draft: this tab's, or else the newest that a closed tab has left.
pub async fn draft(user_id: &UserId) -> Option<String> {
    storage::change(user_id, |drafts: &mut Drafts| !drafts.is_empty()).filter(|exist| *exist)?;
    let tab = this_tab();
    if let Some(own) = storage::change(user_id, |drafts: &mut Drafts| drafts.of(&tab))? {
        hold(&tab);
        return Some(own);
    }
    let open = lock::held().await;
    let left = storage::change(user_id, |drafts: &mut Drafts| drafts.take_over(&tab, &open))??;
    hold(&tab);
    Some(left)
}

/// Deletes `text`, which this user has sent: it is no draft any more.
pub fn draft_sent(user_id: &UserId, text: &str) {
    storage::change(user_id, |drafts: &mut Drafts| drafts.sent(text));
}

/// Keeps `text` as what this user makes of the thing `id` in this tab; an empty one is none.
pub fn keep_edit(user_id: &UserId, id: &str, text: &str) {
    let tab = this_tab();
    storage::change(user_id, |edits: &mut Edits| edits.keep(&tab, id, text));
    hold(&tab);
}

/// Returns what this user made of the thing `id` and has not saved: in this tab, or else in one that was closed.
pub async fn edit(user_id: &UserId, id: &str) -> Option<String> {
    storage::change(user_id, |edits: &mut Edits| edits.has(id)).filter(|has| *has)?;
    let (tab, open) = (this_tab(), lock::held().await);
    let text = storage::change(user_id, |edits: &mut Edits| edits.take(&tab, id, &open))??;
    hold(&tab);
    Some(text)
}

/// Holds a lock under the tab's name for as long as the tab is open: no other tab takes its draft over.
fn hold(tab: &str) {
    if runtime::with(|runtime| runtime.open_tab.is_none()) {
        let lock = lock::request(tab, || {});
        runtime::with(|runtime| runtime.open_tab = lock);
    }
}

fn this_tab() -> String {
    if let Some(known) = runtime::with(|runtime| runtime.tab.clone()) {
        return known;
    }
    let storage = window().session_storage().ok().flatten();
    let stored = storage
        .as_ref()
        .and_then(|storage| storage.get_item(TAB).ok()?);
    let tab = stored.unwrap_or_else(|| {
        let tab = format!("{TAB}.{:x}", Math::random().to_bits());
        if let Some(storage) = storage {
            drop(storage.set_item(TAB, &tab));
        }
        tab
    });
    runtime::with(|runtime| runtime.tab = Some(tab.clone()));
    tab
}
