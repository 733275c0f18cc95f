//! One attempt after the other to sign in: what the sign-in page, its demo button and the dialog share.

use leptos::prelude::*;

use crate::{api::SignIn, error::AppError, input::Password, session::Session};

/// The sign-in that is under way and the last refusal.
#[derive(Clone, Copy)]
pub struct Attempt {
    action: ServerAction<SignIn>,
    error: RwSignal<Option<AppError>>,
}

impl Attempt {
    /// `failure` is what a plain form was just refused for; `done` hears of the success.
    pub fn new(failure: Option<AppError>, done: impl Fn(Session) + 'static) -> Self {
        let attempt = Self { action: ServerAction::new(), error: RwSignal::new(failure) };
        Effect::new(move |_| match attempt.action.value().get() {
            Some(Ok(session)) => done(session),
            Some(Err(error)) => attempt.error.set(Some(error)),
            None => {}
        });
        attempt
    }

    /// Sends one attempt; a second click while one is under way sends nothing.
    pub fn send(self, email: String, password: Password) {
        if !self.action.pending().get_untracked() {
            // Taken away first, so that the same refusal twice is announced twice.
            self.error.set(None);
            self.action.dispatch(SignIn { email, password });
        }
    }

    /// Whether an answer is under way.
    pub fn pending(self) -> bool {
        self.action.pending().get()
    }

    /// Why the last one was refused.
    pub fn error(self) -> Option<AppError> {
        self.error.get()
    }
}
