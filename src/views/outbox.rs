//! The outbox: what a user asked for while the server could not be reached waits in this browser, and is sent once and by
//! itself, also after a reload.
//!
//! A feature creates one for its acts ([`Outbox::new`], in `Feature::provide`) and says how to send them
//! ([`Outbox::send_with`]). Where the acts are stored is the interceptor's.

use std::rc::Rc;

use futures::future::LocalBoxFuture;
use http::StatusCode;
use leptos::{prelude::*, task::spawn_local};

use super::{
    auth::{AuthContext, use_auth},
    submission::{Contact, is_about_the_way, on_contact, use_contact},
    ui::{Delay, effect},
};
pub use crate::interceptor::outbox::Act;
use crate::{
    error::{AppError, Code},
    ids::UserId,
    interceptor,
};

/// How a feature does its acts.
pub trait SendActs: 'static {
    /// Sends an act and shows what came of it. An error means that the act is not done; one that somebody else has done is
    /// done.
    fn send(&self, act: Act) -> LocalBoxFuture<'static, Result<(), AppError>>;

    /// Shows what another tab may have sent.
    fn reload(&self);
}

/// An act that waits, as the page knows it.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The act.
    pub act: Act,
    /// What has become of it.
    pub state: State,
}

/// What has become of an act that waits.
#[derive(Clone, Debug)]
pub enum State {
    /// It waits to be sent.
    Waits,
    /// An intermediary answered. It may be its text that does not get through, so others go first.
    HeldUp,
    /// It is being sent.
    Sent,
    /// The server refused it. It is not sent again before the page is loaded anew.
    Refused(AppError),
}

/// The acts of a feature that wait to be sent for the signed-in user.
#[derive(Clone, Copy)]
pub struct Outbox {
    /// The names of the feature's acts. Others are another feature's.
    names: &'static [&'static str],
    waiting: RwSignal<Vec<Waiting>>,
    /// Counts the times that the acts were to be sent.
    due: RwSignal<u32>,
    failures: StoredValue<u32>,
    retry: Delay,
    auth: AuthContext,
    contact: Contact,
}

impl Outbox {
    /// Creates the outbox of the acts with these names. Call it where nothing disposes of it.
    pub fn new(names: &'static [&'static str]) -> Self {
        Self {
            names,
            waiting: RwSignal::new(Vec::new()),
            due: RwSignal::new(0),
            failures: StoredValue::new(0),
            retry: Delay::owned(),
            auth: use_auth(),
            contact: use_contact(),
        }
    }

    /// Sends what waits: now, when the server is reached again, and after a pause. Does nothing on the server.
    pub fn send_with(self, feature: impl SendActs) {
        self.start(Rc::new(feature));
    }

    /// Not generic, so that the browser downloads it once.
    fn start(self, feature: Rc<dyn SendActs>) {
        let sender = Rc::clone(&feature);
        effect(move || {
            self.due.track();
            if self.auth.person().is_some() {
                self.load(&*sender);
                self.send_all(&sender);
            }
        });
        on_contact(move || self.is_due());
        interceptor::on_stored_elsewhere(move || self.load(&*feature));
    }

    /// Returns what waits, the oldest first.
    pub fn waiting(self) -> Vec<Waiting> {
        self.waiting.get()
    }

    /// Returns what has become of the act of this key; `None` where it does not wait any more.
    pub fn state(self, key: &str) -> Option<State> {
        let find = |waiting: &Vec<Waiting>| find(waiting, key).map(|found| found.state.clone());
        self.waiting.with(find)
    }

    /// Puts an act in that could not be sent. Returns false where it cannot be kept: what was typed must stay where it is.
    pub fn put(self, author: &UserId, act: Act) -> bool {
        let is_kept = interceptor::put_act(author, act.clone());
        let is_known = untrack(|| self.state(&act.key)).is_some();
        if is_kept && !is_known {
            let state = State::Waits;
            self.waiting
                .update(|waiting| waiting.push(Waiting { act, state }));
            self.wait(None);
        }
        is_kept
    }

    /// Takes the act of this key out, unless it is being sent. Returns it.
    pub fn take(self, key: &str) -> Option<Act> {
        let waiting = self.waiting.get_untracked();
        let found = find(&waiting, key)?;
        if matches!(found.state, State::Sent) {
            return None;
        }
        self.forget(key);
        Some(found.act.clone())
    }

    /// Returns whose acts these are: the signed-in user's.
    pub fn author(self) -> Option<UserId> {
        untrack(|| self.auth.person()).map(|person| person.id)
    }

    /// Reads what all tabs have stored and sent.
    fn load(self, feature: &dyn SendActs) {
        let before = self.waiting.get_untracked();
        let mut acts = self
            .author()
            .map(|author| interceptor::waiting_acts(&author))
            .unwrap_or_default();
        acts.retain(|act| self.names.contains(&act.name.as_str()));
        let is_kept = |waiting: &&Waiting| acts.contains(&waiting.act);
        let kept = before.iter().filter(is_kept).count();
        let known = |act: Act| Waiting {
            state: find(&before, &act.key).map_or(State::Waits, |known| known.state.clone()),
            act,
        };
        let is_some_gone = kept < before.len();
        if is_some_gone || kept < acts.len() {
            self.waiting.set(acts.into_iter().map(known).collect());
        }
        if is_some_gone {
            feature.reload();
        }
    }

    fn forget(self, key: &str) {
        if let Some(author) = self.author() {
            interceptor::take_act(&author, key);
        }
        self.waiting
            .update(|waiting| waiting.retain(|waiting| waiting.act.key != key));
    }

    fn mark(self, key: &str, state: State) {
        self.waiting.update(|waiting| {
            let mut waiting = waiting.iter_mut();
            if let Some(found) = waiting.find(|waiting| waiting.act.key == key) {
                found.state = state;
            }
        });
    }

    fn is_due(self) {
        self.due.update(|times| *times = times.wrapping_add(1));
    }

    /// Sends again after a pause. Without contact to the server it waits for that, and not for a time.
    fn wait(self, retry_after: Option<u32>) {
        let failures = self.failures.get_value().saturating_add(1);
        self.failures.set_value(failures);
        if untrack(|| self.auth.is_reachable()) {
            let pause = interceptor::pause_after(failures, retry_after);
            self.retry.start(move || self.is_due(), pause);
        }
    }

    /// Returns the act that is to be sent next; `None` also while one is being sent.
    fn next(self) -> Option<Act> {
        let waiting = self.waiting.get_untracked();
        let (mut next, mut held_up) = (None, None);
        for Waiting { act, state } in &waiting {
            match state {
                State::Sent => return None,
                State::Waits => next = next.or(Some(act)),
                State::HeldUp => held_up = held_up.or(Some(act)),
                State::Refused(_) => {}
            }
        }
        next.or(held_up).cloned()
    }

    fn send_all(self, feature: &Rc<dyn SendActs>) {
        if let (Some(author), Some(first)) = (self.author(), self.next()) {
            self.retry.stop();
            self.mark(&first.key, State::Sent);
            let feature = Rc::clone(feature);
            spawn_local(async move {
                let _turn = interceptor::turn_to_send().await;
                self.load(&*feature);
                self.mark(&first.key, State::Waits);
                self.send_each(&*feature, &author).await;
            });
        }
    }

    /// Sends one act after the other, until none is left or the server is not to be asked now.
    async fn send_each(self, feature: &dyn SendActs, author: &UserId) {
        while let Some(act) = self.next() {
            let key = act.key.clone();
            self.mark(&key, State::Sent);
            let answer = feature.send(act).await;
            if self.author().as_ref() != Some(author) {
                return;
            }
            match answer {
                Ok(()) => self.forget(&key),
                Err(refusal) if is_about_now(&refusal) => {
                    let state = match refusal.code {
                        Code::ForeignAnswer => State::HeldUp,
                        _ => State::Waits,
                    };
                    self.mark(&key, state);
                    return self.wait(refusal.retry_after);
                }
                Err(refusal) => self.mark(&key, State::Refused(refusal)),
            }
            self.failures.set_value(0);
            self.contact.is_made();
        }
    }
}

fn find<'a>(waiting: &'a [Waiting], key: &str) -> Option<&'a Waiting> {
    waiting.iter().find(|waiting| waiting.act.key == key)
}

/// Returns whether the same act may succeed later.
fn is_about_now(error: &AppError) -> bool {
    let is_busy = matches!(error.code, Code::Unavailable | Code::RateLimited);
    is_busy || is_about_the_way(error) || error.code.status() == StatusCode::UNAUTHORIZED
}
