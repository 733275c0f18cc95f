//! The outbox: what a user asked for while the server could not be reached waits in this browser, and is sent once and by
//! itself, also after a reload.
//!
//! A feature creates one for its acts ([`Outbox::new`], in `Feature::provide`) and says how to send them
//! ([`Outbox::send_with`], in `Feature::in_background`). Where the acts are stored is the interceptor's.

use std::{collections::BTreeMap, sync::Arc};

use futures::future::LocalBoxFuture;
use http::StatusCode;
use leptos::{prelude::*, task::spawn_local};

use super::{
    auth::{AuthContext, use_auth},
    submission::{Contact, is_about_the_way, on_contact, use_contact},
    ui::Delay,
};
pub use crate::interceptor::outbox::Act;
use crate::{
    error::{AppError, Code},
    ids::UserId,
    interceptor,
};

/// Sends an act, and shows what came of it.
type Sending = Arc<dyn Fn(Act) -> LocalBoxFuture<'static, Result<(), AppError>> + Send + Sync>;

/// The acts of a feature that wait to be sent for the signed-in user.
#[derive(Clone, Copy)]
pub struct Outbox {
    /// The names of the feature's acts. Others are another feature's.
    names: &'static [&'static str],
    acts: RwSignal<Vec<Act>>,
    /// The key of the act that is being sent.
    sent: RwSignal<Option<String>>,
    /// Why the server refused acts, by key. They are not sent again before the page is loaded anew.
    refusals: RwSignal<BTreeMap<String, AppError>>,
    failures: StoredValue<u32>,
    /// The act that an intermediary answered last. It may be its text that does not get through, so others go first.
    held_up: StoredValue<Option<String>>,
    retry: Delay,
    send: StoredValue<Option<Sending>>,
    auth: AuthContext,
    contact: Contact,
}

impl Outbox {
    /// Creates the outbox of the acts with these names. Call it where nothing disposes of it.
    pub fn new(names: &'static [&'static str]) -> Self {
        Self {
            names,
            acts: RwSignal::new(Vec::new()),
            sent: RwSignal::new(None),
            refusals: RwSignal::new(BTreeMap::new()),
            failures: StoredValue::new(0),
            held_up: StoredValue::new(None),
            retry: Delay::owned(),
            send: StoredValue::new(None),
            auth: use_auth(),
            contact: use_contact(),
        }
    }

    /// Sends by `send` what waits: now, when the server is reached again, and after a pause. `send` answers with an error where
    /// the act is not done; an act that somebody else has done is done.
    ///
    /// Calls `changed` after another tab has sent something.
    pub fn send_with<F>(
        self,
        send: impl Fn(Act) -> F + Send + Sync + 'static,
        changed: impl Fn() + 'static,
    ) where
        F: Future<Output = Result<(), AppError>> + 'static,
    {
        let send: Sending = Arc::new(move |act| Box::pin(send(act)));
        self.send.set_value(Some(send));
        Effect::new(move |_| {
            if self.auth.person().is_some() {
                self.load();
                self.send_all();
            }
        });
        on_contact(move || self.send_all());
        interceptor::on_stored_elsewhere(move || {
            if self.load() {
                changed();
            }
        });
    }

    /// Returns what waits, the oldest first.
    pub fn acts(self) -> Vec<Act> {
        self.acts.get()
    }

    /// Returns whether the act of this key is being sent.
    pub fn is_sending(self, key: &str) -> bool {
        self.sent.with(|sent| sent.as_deref() == Some(key))
    }

    /// Returns why the server refused the act of this key.
    pub fn refusal(self, key: &str) -> Option<AppError> {
        self.refusals.with(|refusals| refusals.get(key).cloned())
    }

    /// Puts an act in that could not be sent. Returns false where it cannot be kept: what was typed must stay where it is.
    pub fn put(self, author: &UserId, act: Act) -> bool {
        let is_kept = interceptor::put_act(author, act);
        if is_kept {
            self.load();
            self.wait(None);
        }
        is_kept
    }

    /// Takes the act of this key out, unless it is being sent. Returns it.
    pub fn take(self, key: &str) -> Option<Act> {
        let author = self.author()?;
        let is_sending = untrack(|| self.is_sending(key));
        let is_it = |act: &Act| act.key == key && !is_sending;
        let act = self
            .acts
            .with_untracked(|acts| acts.iter().find(|act| is_it(act)).cloned())?;
        self.forget(&author, key);
        Some(act)
    }

    /// Returns whose acts these are: the signed-in user's.
    pub fn author(self) -> Option<UserId> {
        untrack(|| self.auth.person()).map(|person| person.id)
    }

    /// Reads what is stored. Returns whether something is gone since the last time.
    fn load(self) -> bool {
        let stored = self
            .author()
            .map(|author| interceptor::waiting_acts(&author));
        let mut acts = stored.unwrap_or_default();
        acts.retain(|act| self.names.contains(&act.name.as_str()));
        let before = self.acts.get_untracked();
        let is_some_gone = before.iter().any(|act| !acts.contains(act));
        if before != acts {
            self.acts.set(acts);
        }
        is_some_gone
    }

    fn forget(self, author: &UserId, key: &str) {
        interceptor::take_act(author, key);
        self.refusals.update(|refusals| drop(refusals.remove(key)));
        self.load();
    }

    /// Sends again after a pause. Without contact to the server it waits for that, and not for a time.
    fn wait(self, retry_after: Option<u32>) {
        let failures = self.failures.get_value().saturating_add(1);
        self.failures.set_value(failures);
        let pause = interceptor::pause_after(failures, retry_after);
        let is_reachable = untrack(|| self.auth.is_reachable());
        if is_reachable {
            self.retry.start(move || self.send_all(), pause);
        }
    }

    /// Returns the oldest act that was not refused.
    fn next(self) -> Option<Act> {
        let (refusals, held_up) = (self.refusals.get_untracked(), self.held_up.get_value());
        let mut acts = self.acts.get_untracked();
        acts.retain(|act| !refusals.contains_key(&act.key));
        let free = acts
            .iter()
            .position(|act| Some(&act.key) != held_up.as_ref());
        (!acts.is_empty()).then(|| acts.swap_remove(free.unwrap_or(0)))
    }

    fn send_all(self) {
        let is_under_way = self.sent.with_untracked(Option::is_some);
        if let (Some(send), Some(author), false) =
            (self.send.get_value(), self.author(), is_under_way)
            && let Some(first) = self.next()
        {
            self.retry.stop();
            self.sent.set(Some(first.key));
            spawn_local(async move {
                let _turn = interceptor::turn_to_send().await;
                // Another tab may have sent some of it meanwhile.
                self.load();
                self.send_each(&send, &author).await;
                self.sent.set(None);
            });
        }
    }

    /// Sends one act after the other, until none is left or the server is not to be asked now.
    async fn send_each(self, send: &Sending, author: &UserId) {
        while let Some(act) = self.next() {
            let key = act.key.clone();
            self.sent.set(Some(key.clone()));
            let answer = send(act).await;
            if self.author().as_ref() != Some(author) {
                return;
            }
            match answer {
                Err(refusal) if is_about_now(&refusal) => {
                    let is_held_up = refusal.code == Code::ForeignAnswer;
                    self.held_up.set_value(is_held_up.then_some(key));
                    return self.wait(refusal.retry_after);
                }
                Err(refusal) => self
                    .refusals
                    .update(|refusals| drop(refusals.insert(key, refusal))),
                Ok(()) => self.forget(author, &key),
            }
            self.failures.set_value(0);
            self.contact.is_made();
        }
    }
}

/// Returns whether the same act may succeed later.
fn is_about_now(error: &AppError) -> bool {
    let is_busy = matches!(error.code, Code::Unavailable | Code::RateLimited);
    is_busy || is_about_the_way(error) || error.code.status() == StatusCode::UNAUTHORIZED
}
