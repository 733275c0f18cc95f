//! Sign-in attempts, one at a time: shared by the sign-in page, its demo button and the dialog.

use leptos::prelude::*;

use crate::{
    api::sign_in, demo, error::AppError, input::Password, session::Session,
    views::submission::Submission,
};

type Done = Box<dyn Fn(Session) -> Result<(), AppError> + Send + Sync>;

/// The pending sign-in and the last error.
#[derive(Clone, Copy)]
pub struct SignInAttempt {
    call: Submission,
    /// Whether the pending attempt is one with the demo account.
    is_demo: RwSignal<bool>,
    done: StoredValue<Done>,
}

impl SignInAttempt {
    /// Creates the state. `failure` is the error of a plain form that was just rejected. `done` receives the session of
    /// a successful answer, and may still return an error.
    pub fn new(
        failure: Option<AppError>,
        done: impl Fn(Session) -> Result<(), AppError> + Send + Sync + 'static,
    ) -> Self {
        Self {
            call: Submission::new(failure),
            is_demo: RwSignal::new(false),
            done: StoredValue::new(Box::new(done)),
        }
    }

    /// Sends one attempt. A no-op while one is pending.
    pub fn send(self, email: String, password: Password) {
        if !self.call.is_pending_untracked() {
            self.is_demo.set(email == demo::EMAIL);
        }
        self.call
            .start(sign_in(email, password), move |answer| match answer {
                Ok(session) => self
                    .done
                    .try_with_value(|done| done(session))
                    .and_then(Result::err),
                Err(error) => Some(error),
            });
    }

    /// Returns whether the pending attempt is, or is not, one with the demo account: its button shows that it takes time.
    pub fn is_busy(self, with_demo: bool) -> bool {
        self.call.is_pending() && self.is_demo.get() == with_demo
    }

    /// Returns why the last attempt was rejected.
    pub fn error(self) -> Option<AppError> {
        self.call.error().get()
    }
}
