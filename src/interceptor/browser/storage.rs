//! What this browser stores for this origin: which session was signed out of, and what users have typed and not sent, or
//! asked for and not been answered.

use js_sys::Date;
use leptos::prelude::window;
use web_sys::Storage;

use crate::{
    ids::{SessionId, UserId},
    interceptor::{
        drafts::{Drafts, Edits, keep_until},
        outbox::Outbox,
    },
};

/// Names the session that was last signed out of, or was being signed out of, for all tabs.
const SIGNED_OUT: &str = "latchkey.left";

const DRAFT: &str = "latchkey.draft.";
const EDITS: &str = "latchkey.edits.";
const SENT: &str = "latchkey.sent.";
const OUTBOX: &str = "latchkey.outbox.";
const KEEP_UNTIL: &str = "latchkey.drafts-until.";

/// Returns the store, where the browser has one.
pub fn local() -> Option<Storage> {
    window().local_storage().ok()?
}

/// Returns the session that a tab began to sign out of; `None` where the store cannot be read.
pub fn signed_out() -> Option<Option<SessionId>> {
    let session_id = local()?.get_item(SIGNED_OUT).ok()?;
    Some(session_id.map(SessionId::from))
}

/// Notes that `session_id` is being signed out of.
pub fn mark_signed_out(session_id: &SessionId) {
    set(SIGNED_OUT, session_id);
}

/// What is stored of a user as one text.
pub trait Stored: Clone + Default + PartialEq {
    /// Names it, before the user's id.
    const NAME: &'static str;

    /// Reads what was stored.
    fn read(stored: &str) -> Self;

    /// Returns the text to be stored; `None` where there is nothing to store.
    fn write(&self) -> Option<String>;
}

macro_rules! stored {
    ($($kind:ty = $name:expr;)*) => {$(
        impl Stored for $kind {
            const NAME: &'static str = $name;

            fn read(stored: &str) -> Self {
                <$kind>::read(stored)
            }

            fn write(&self) -> Option<String> {
                <$kind>::write(self)
            }
        }
    )*};
}

stored! {
    Drafts = DRAFT;
    Edits = EDITS;
    Outbox = OUTBOX;
}

/// Changes what is stored of a user. `None` where a full or forbidden store does not keep the change.
pub fn change<S: Stored, T>(user_id: &UserId, change: impl FnOnce(&mut S) -> T) -> Option<T> {
    let storage = local()?;
    let key = [S::NAME, user_id].concat();
    let stored = storage.get_item(&key).ok()?;
    let before = stored.as_deref().map(S::read).unwrap_or_default();
    let mut now = before.clone();
    let result = change(&mut now);
    if now != before {
        match now.write() {
            Some(text) => storage.set_item(&key, &text),
            None => storage.remove_item(&key),
        }
        .ok()?;
    }
    Some(result)
}

/// Returns whether something of this kind is stored of a user.
pub fn is_stored<S: Stored>(user_id: &UserId) -> bool {
    get(&[S::NAME, user_id].concat()).is_some()
}

/// Deletes all that this user has not sent, of every tab.
pub fn forget_drafts(user_id: &UserId) {
    for name in [DRAFT, EDITS, SENT, OUTBOX, KEEP_UNTIL] {
        remove(&[name, user_id].concat());
    }
}

/// Deletes the drafts of all users whose time is over, and notes until when the others are kept. `idle_timeout` is in seconds.
pub fn sweep_drafts(signed_in: Option<&UserId>, idle_timeout: u32) {
    for user_id in writers() {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let now = (Date::now() / 1_000.0) as u64;
        let key = [KEEP_UNTIL, &user_id].concat();
        let noted = get(&key).and_then(|until| until.parse().ok());
        let is_signed_in = signed_in == Some(&user_id);
        match keep_until(now, is_signed_in, idle_timeout, noted) {
            Some(until) if noted == Some(until) => {}
            Some(until) => set(&key, &until.to_string()),
            None => forget_drafts(&user_id),
        }
    }
}

/// Returns the users who have typed something that they have not sent.
fn writers() -> Vec<UserId> {
    let Some(storage) = local() else {
        return Vec::new();
    };
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok()?);
    keys.filter_map(|key| {
        let user_id = |name| key.strip_prefix(name);
        [DRAFT, EDITS, SENT, OUTBOX]
            .into_iter()
            .find_map(user_id)
            .map(UserId::from)
    })
    .collect()
}

/// Keeps the idempotency key under which this user sent `text`, until its answer is known.
pub fn keep_draft_key(user_id: &UserId, idempotency_key: &str, text: &str) {
    set(
        &[SENT, user_id].concat(),
        &[idempotency_key, text].join(" "),
    );
}

/// Returns the key under which this user sent `text`, where the answer did not come.
pub fn draft_key(user_id: &UserId, text: &str) -> Option<String> {
    let kept = get(&[SENT, user_id].concat())?;
    kept.split_once(' ')
        .filter(|(_, sent)| *sent == text)
        .map(|(key, _)| key.to_owned())
}

/// Forgets the key: the answer is known.
pub fn forget_draft_key(user_id: &UserId) {
    remove(&[SENT, user_id].concat());
}

fn get(key: &str) -> Option<String> {
    local()?.get_item(key).ok()?
}

fn set(key: &str, value: &str) {
    if let Some(storage) = local() {
        // A full store keeps nothing.
        drop(storage.set_item(key, value));
    }
}

fn remove(key: &str) {
    if let Some(storage) = local() {
        drop(storage.remove_item(key));
    }
}
