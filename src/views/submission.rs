//! The submission of a form: at most one pending call of a server function. Smaller than an action of the framework,
//! which adds its own reactive graph for each server function.

use futures::{
    FutureExt as _,
    future::{BoxFuture, LocalBoxFuture, abortable},
};
use leptos::{prelude::*, task::spawn_local};

use super::{auth::use_auth, ui::on_change};
use crate::error::{AppError, Code};

/// Runs `then` whenever the server becomes reachable again.
pub fn on_contact(then: impl Fn() + 'static) {
    let contact: Option<Contact> = use_context();
    on_change(move || contact.map_or(0, |contact| contact.0.get()), then);
}

/// Returns whether `error` means that the server was not reached.
pub fn is_about_the_way(error: &AppError) -> bool {
    matches!(error.code, Code::Offline | Code::ForeignAnswer)
}

/// Aborts `call` when the current reactive owner, such as the page, is disposed of: its result would not be shown.
/// Without this, the framework waits for the answer of a resource that no longer exists.
///
/// Boxed: on the server a call is large, and the framework moves it a dozen times before it is polled.
pub fn while_shown<T: 'static>(
    call: impl Future<Output = T> + Send + 'static,
) -> BoxFuture<'static, Option<T>> {
    let (call, handle) = abortable(call.boxed());
    on_cleanup(move || handle.abort());
    call.map(Result::ok).boxed()
}

/// Counts the contacts with the server, by any call. A contact makes an earlier "not reachable" error out of date.
#[derive(Clone, Copy)]
pub struct Contact(RwSignal<u32>);

impl Contact {
    fn provide() {
        let (auth, contact) = (use_auth(), Self(RwSignal::new(0)));
        provide_context(contact);
        let is_reachable = move || auth.is_reachable();
        on_change(is_reachable, move || {
            if untrack(is_reachable) {
                contact.is_made();
            }
        });
    }

    /// Counts one more.
    pub fn is_made(self) {
        self.0.update(|times| *times = times.wrapping_add(1));
    }
}

/// Whether a call is pending, and why the last one was rejected.
#[derive(Clone, Copy)]
pub struct Submission {
    pending: RwSignal<bool>,
    error: RwSignal<Option<AppError>>,
    contact: Option<Contact>,
}

/// Returns the contacts of this application.
///
/// # Panics
/// Outside of [`crate::views::app`].
pub fn use_contact() -> Contact {
    expect_context()
}

/// Provides the state that all submissions share, above the router. Call it below the auth context.
pub fn provide_contact() {
    Contact::provide();
}

impl Submission {
    /// Creates a submission. `failure` is the error of a plain form that was just rejected.
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

    /// Resets the error to `failure` for a new page, unless a call is pending.
    pub fn begin(self, failure: Option<AppError>) {
        if !self.is_pending_untracked() {
            self.error.set(failure);
        }
    }

    /// Starts `call` and passes its result to `done`, which may return an error to be shown. A no-op while a call is
    /// pending, so that a double click sends one request.
    pub fn start<T: 'static>(
        self,
        call: impl Future<Output = Result<T, AppError>> + 'static,
        done: impl FnOnce(Result<T, AppError>) -> Option<AppError> + 'static,
    ) {
        if self.is_pending_untracked() {
            return;
        }
        self.run(Box::pin(call.map(|answer| {
            let is_contact = !answer.as_ref().is_err_and(is_about_the_way);
            (is_contact, done(answer))
        })));
    }

    /// Runs a call to its end: whether it came to the server, and the error to be shown. Not generic, so that the browser
    /// downloads it once.
    fn run(self, call: LocalBoxFuture<'static, (bool, Option<AppError>)>) {
        self.pending.set(true);
        // Cleared first, so that the same error is announced again.
        self.error.set(None);
        spawn_local(async move {
            let (is_contact, refusal) = call.await;
            if let Some(contact) = self.contact.filter(|_| is_contact) {
                contact.is_made();
            }
            // The page that started the call may no longer exist.
            self.pending.try_set(false);
            self.error.try_set(refusal);
        });
    }

    /// Returns whether a call is pending.
    pub fn is_pending(self) -> bool {
        self.pending.get()
    }

    /// Returns "true" while a call is pending, for an attribute. A type of its own, which the browser downloads once for all
    /// buttons.
    pub fn true_while_pending(self) -> impl Fn() -> Option<&'static str> + Copy + Send + 'static {
        move || self.is_pending().then_some("true")
    }

    /// Like [`Self::is_pending`], untracked: for event handlers.
    pub fn is_pending_untracked(self) -> bool {
        self.pending.get_untracked()
    }

    /// Returns why the last call was rejected.
    pub fn error(self) -> Signal<Option<AppError>> {
        self.error.into()
    }
}
