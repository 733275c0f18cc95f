//! One call of a server function at a time: what the forms share. Lighter than an action of the framework, which brings its own
//! reactive graph for every function that is called.

use futures::future::abortable;
use leptos::{prelude::*, task::spawn_local};

use crate::error::AppError;

/// `call`, taken back when the page (or whoever else owns it) goes: what nobody will see is not asked for any longer. Without it, the
/// framework waits for the answer of a resource that is gone.
pub fn while_shown<T>(call: impl Future<Output = T>) -> impl Future<Output = Option<T>> {
    let (call, handle) = abortable(call);
    on_cleanup(move || handle.abort());
    async move { call.await.ok() }
}

/// Whether a call is under way, and why the last one was refused.
#[derive(Clone, Copy)]
pub struct Call {
    pending: RwSignal<bool>,
    error: RwSignal<Option<AppError>>,
}

impl Call {
    /// `failure` is what a plain form was just refused for.
    pub fn new(failure: Option<AppError>) -> Self {
        Self { pending: RwSignal::new(false), error: RwSignal::new(failure) }
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
            let refusal = done(call.await);
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
