//! One call of a server function at a time: what the forms share. Lighter than an action of the framework, which brings its own
//! reactive graph for every function that is called.

use futures::future::abortable;
use leptos::{prelude::*, task::spawn_local};

use super::auth::use_auth;
use crate::error::{AppError, Code};

/// Runs `then` whenever the server is heard of again.
pub fn on_contact(then: impl Fn() + 'static) {
    let contact: Option<Contact> = use_context();
    Effect::new(move |seen: Option<u32>| {
        let now = contact.map_or(0, |contact| contact.0.get());
        if seen.is_some_and(|seen| seen != now) {
            then();
        }
        now
    });
}

/// Whether `error` says that the server was not reached.
pub fn is_about_the_way(error: &AppError) -> bool {
    matches!(error.code, Code::Offline | Code::ForeignAnswer)
}

/// `call`, taken back when the page (or whoever else owns it) goes: what nobody will see is not asked for any longer. Without it, the
/// framework waits for the answer of a resource that is gone.
pub fn while_shown<T>(call: impl Future<Output = T>) -> impl Future<Output = Option<T>> {
    let (call, handle) = abortable(call);
    on_cleanup(move || handle.abort());
    async move { call.await.ok() }
}

/// Counts the times at which the server was heard of, on any way: an error that says otherwise is out of date then.
#[derive(Clone, Copy)]
struct Contact(RwSignal<u32>);

impl Contact {
    fn provide() {
        let (auth, contact) = (use_auth(), Self(RwSignal::new(0)));
        provide_context(contact);
        Effect::new(move |was: Option<bool>| {
            let is = auth.is_reachable();
            if is && was == Some(false) {
                contact.is_made();
            }
            is
        });
    }

    fn is_made(self) {
        self.0.update(|times| *times = times.wrapping_add(1));
    }
}

/// Whether a call is under way, and why the last one was refused.
#[derive(Clone, Copy)]
pub struct Submission {
    pending: RwSignal<bool>,
    error: RwSignal<Option<AppError>>,
    contact: Option<Contact>,
}

/// Creates what calls share, above the router. Submission it below the auth context.
pub fn provide_contact() {
    Contact::provide();
}

impl Submission {
    /// `failure` is what a plain form was just refused for.
    pub fn new(failure: Option<AppError>) -> Self {
        let error = RwSignal::new(failure);
        on_contact(move || {
            if error.with_untracked(|error| error.as_ref().is_some_and(is_about_the_way)) {
                error.set(None);
            }
        });
        Self {
            pending: RwSignal::new(false),
            error,
            contact: use_context(),
        }
    }

    /// Begins a page over: with `failure`, unless an answer is still under way.
    pub fn begin(self, failure: Option<AppError>) {
        if !self.is_pending_untracked() {
            self.error.set(failure);
        }
    }

    /// Starts `call` and hands its result to `done`, which may give an error back to be shown. A second start while one is under way
    /// does nothing, so that two clicks are one.
    pub fn start<T: 'static>(
        self,
        call: impl Future<Output = Result<T, AppError>> + 'static,
        done: impl FnOnce(Result<T, AppError>) -> Option<AppError> + 'static,
    ) {
        if self.is_pending_untracked() {
            return;
        }
        self.pending.set(true);
        // Taken away first, so that the same refusal twice is announced twice.
        self.error.set(None);
        spawn_local(async move {
            let answer = call.await;
            if let Some(contact) = self
                .contact
                .filter(|_| !answer.as_ref().is_err_and(is_about_the_way))
            {
                contact.is_made();
            }
            let refusal = done(answer);
            // The page that started it may be gone by now.
            self.pending.try_set(false);
            self.error.try_set(refusal);
        });
    }

    /// Whether an answer is under way.
    pub fn is_pending(self) -> bool {
        self.pending.get()
    }

    /// The same, for an event handler.
    pub fn is_pending_untracked(self) -> bool {
        self.pending.get_untracked()
    }

    /// Why the last one was refused.
    pub fn error(self) -> Signal<Option<AppError>> {
        self.error.into()
    }
}
