//! One attempt after the other to sign in: what the sign-in page, its demo button and the dialog share.

use leptos::prelude::*;

use crate::{
    api::sign_in, error::AppError, input::Password, session::Session, views::submission::Submission,
};

type Done = Box<dyn Fn(Session) -> Result<(), AppError> + Send + Sync>;

/// The sign-in that is under way and the last refusal.
#[derive(Clone, Copy)]
pub struct SignInAttempt {
    call: Submission,
    done: StoredValue<Done>,
}

impl SignInAttempt {
    /// `failure` is what a plain form was just refused for; `done` hears of the success, and may find that it is none.
    pub fn new(
        failure: Option<AppError>,
        done: impl Fn(Session) -> Result<(), AppError> + Send + Sync + 'static,
    ) -> Self {
        Self {
            call: Submission::new(failure),
            done: StoredValue::new(Box::new(done)),
        }
    }

    /// Sends one attempt; a second click while one is under way sends nothing.
    pub fn send(self, email: String, password: Password) {
        self.call
            .start(sign_in(email, password), move |answer| match answer {
                Ok(session) => self
                    .done
                    .try_with_value(|done| done(session))
                    .and_then(Result::err),
                Err(error) => Some(error),
            });
    }

    /// Whether an answer is under way.
    pub fn pending(self) -> bool {
        self.call.is_pending()
    }

    /// Why the last one was refused.
    pub fn error(self) -> Option<AppError> {
        self.call.error().get()
    }
}
