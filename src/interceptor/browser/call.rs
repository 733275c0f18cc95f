//! One call from the page to its answer, as the state machine leads it.

use gloo_net::http::Response;

use super::runtime::{drop_call, input, next_step, number_call};
use crate::interceptor::{
    event::Refusal,
    session::{CallKind, CallStep, Challenge, Input},
};

/// A call that is under way, or whose answer is being read.
pub struct Call(u32);

impl Call {
    /// Makes a call. Returns it with its first step.
    pub async fn begin(path: &str, kind: CallKind) -> (Self, CallStep) {
        let call = Self(number_call());
        let made = Input::CallMade {
            call: call.0,
            path: path.split('?').next().unwrap_or_default().to_owned(),
            kind,
        };
        let step = call.step(made).await;
        (call, step)
    }

    /// Returns what is to be done with an answer.
    pub async fn answered(&self, status: u16, challenge: Option<Challenge>) -> CallStep {
        self.step(Input::CallAnswered {
            call: self.0,
            status,
            challenge,
        })
        .await
    }

    /// Gives the call up.
    pub fn fail(&self, why: Refusal) -> Refusal {
        input(Input::CallFailed { call: self.0, why });
        why
    }

    async fn step(&self, brings_about: Input) -> CallStep {
        let step = next_step(self.0);
        input(brings_about);
        step.await.unwrap_or(CallStep::Refuse(Refusal::Unreachable))
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        drop_call(self.0);
    }
}

/// An answer that only the user whose page made the call may read.
pub struct GuardedResponse {
    /// Its head. The body is read through this type.
    pub response: Response,
    call: Call,
}

impl GuardedResponse {
    /// Guards the answer to `call`.
    pub const fn new(response: Response, call: Call) -> Self {
        Self { response, call }
    }

    /// Reads the whole body.
    ///
    /// # Errors
    /// `unreachable` where the answer breaks off; `superseded` where it has come too late for the user.
    pub async fn bytes(&self) -> Result<Vec<u8>, Refusal> {
        let read = self.response.binary().await;
        let body_read = Input::BodyRead {
            call: self.call.0,
            is_complete: read.is_ok(),
        };
        match self.call.step(body_read).await {
            CallStep::Refuse(why) => Err(why),
            _ => read.map_err(|_| Refusal::Unreachable),
        }
    }

    /// Reads the whole body as text.
    ///
    /// # Errors
    /// The same.
    pub async fn text(&self) -> Result<String, Refusal> {
        String::from_utf8(self.bytes().await?).map_err(|_| Refusal::Unreachable)
    }
}
