//! What a person has typed and not sent, kept on this machine until it is sent or they sign out. Each person's own, by user id: whoever
//! signs in next does not find it in their field.

use std::cell::RefCell;

use js_sys::Math;
use leptos::prelude::window;
use web_sys::Storage;

use super::lock::{self, Lock};
use crate::interceptor::drafts::Drafts;

/// Where a tab remembers across a reload which draft is its own.
const TAB: &str = "latchkey.tab";

thread_local! {
    static THIS_TAB: String = this_tab();
    /// Held for as long as this tab is open, under the tab's name: nobody takes its draft over.
    static OPEN: RefCell<Option<Lock>> = const { RefCell::new(None) };
}

/// Keeps `text` as this person's draft in this tab; an empty one is none.
pub fn keep_draft(user_id: &str, text: &str) {
    THIS_TAB.with(|tab| {
        change(user_id, |drafts| drafts.keep(tab, text));
        hold_tab(tab);
    });
}

/// This person's draft: this tab's, or else the newest that a closed tab has left.
pub async fn draft(user_id: &str) -> Option<String> {
    storage()?.get_item(&key(user_id)).ok()??;
    let tab = THIS_TAB.with(Clone::clone);
    if let Some(own) = change(user_id, |drafts| drafts.of(&tab))? {
        hold_tab(&tab);
        return Some(own);
    }
    let open = lock::held().await;
    let left = change(user_id, |drafts| drafts.take_over(&tab, &open))??;
    hold_tab(&tab);
    Some(left)
}

/// This person has sent `text`: it is no draft any more.
pub fn draft_sent(user_id: &str, text: &str) {
    change(user_id, |drafts| drafts.sent(text));
}

/// Forgets all that this person has not sent, in every tab.
pub fn forget_drafts(user_id: &str) {
    if let Some(storage) = storage() {
        drop(storage.remove_item(&key(user_id)));
        drop(storage.remove_item(&sent(user_id)));
    }
}

/// A full or forbidden storage keeps nothing, and the text still stands in its field.
fn change<T>(user_id: &str, change: impl FnOnce(&mut Drafts) -> T) -> Option<T> {
    let storage = storage()?;
    let key = key(user_id);
    let stored = storage.get_item(&key).ok()?;
    let before = stored.as_deref().map(Drafts::read).unwrap_or_default();
    let mut drafts = before.clone();
    let result = change(&mut drafts);
    if drafts != before {
        drop(match drafts.write() {
            Some(text) => storage.set_item(&key, &text),
            None => storage.remove_item(&key),
        });
    }
    Some(result)
}

fn hold_tab(tab: &str) {
    OPEN.with_borrow_mut(|open| {
        if open.is_none() {
            *open = lock::hold(tab);
        }
    });
}

fn this_tab() -> String {
    let storage = window().session_storage().ok().flatten();
    let known = storage
        .as_ref()
        .and_then(|storage| storage.get_item(TAB).ok()?);
    known.unwrap_or_else(|| {
        let tab = format!("{TAB}.{:x}", Math::random().to_bits());
        if let Some(storage) = storage {
            drop(storage.set_item(TAB, &tab));
        }
        tab
    })
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
    kept.split_once(' ')
        .filter(|(_, sent)| *sent == text)
        .map(|(key, _)| key.to_owned())
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
