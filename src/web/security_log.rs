//! What an operator is told of refusals (ASVS 16.3.1, 16.3.2): failed sign-ins, limits that bite, other sites' requests, tokens that are
//! not ours. The line stands in the span of its request, which has the address; there is no secret and no token in it. A flood of
//! refusals must not become a flood of lines, so that each kind has a few in a while and the rest are counted.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

use super::AppState;
use crate::{
    error::{AppError, Code},
    rules::clock::{Clock, Millis, millis},
};

/// How many lines of a kind there are in a [`WINDOW`].
const LINES: u32 = 10;
const WINDOW: Duration = Duration::from_secs(10);

/// The kinds that are logged here. A refresh token that was used twice is logged where its session ends.
const KINDS: [Code; 5] = [
    Code::InvalidCredentials,
    Code::RateLimited,
    Code::CrossOrigin,
    Code::TokenInvalid,
    Code::RefreshInvalid,
];

/// What is left of the lines of each kind.
pub struct SecurityLog {
    clock: Clock,
    budgets: [Mutex<Budget>; KINDS.len()],
}

impl SecurityLog {
    /// With every line still to be written.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            budgets: [const { Mutex::new(Budget::NEW) }; KINDS.len()],
        }
    }

    /// Logs a refusal, if it is of a kind that an operator should know of.
    pub fn note(&self, code: Code) {
        let Some(at) = KINDS.iter().position(|kind| *kind == code) else {
            return;
        };
        let left_out = self.budgets[at]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .spend(self.clock.passed());
        match left_out {
            Some(0) => tracing::warn!(code = code.as_str(), "refused"),
            Some(left_out) => tracing::warn!(
                code = code.as_str(),
                left_out,
                "refused, and so were others that were not logged"
            ),
            None => {}
        }
    }
}

/// Notes the error of every answer, whatever made it.
pub async fn watch(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if let Some(error) = response.extensions().get::<AppError>() {
        state.security_log.note(error.code);
    }
    response
}

/// Lines that may still be written.
struct Budget {
    since: Option<Millis>,
    written: u32,
    left_out: u64,
}

impl Budget {
    const NEW: Self = Self {
        since: None,
        written: 0,
        left_out: 0,
    };

    /// `None` where there is no line left, else how many were left out since the last one.
    fn spend(&mut self, now: Millis) -> Option<u64> {
        if self.since.is_none_or(|since| now - since >= millis(WINDOW)) {
            (self.since, self.written) = (Some(now), 0);
        }
        if self.written >= LINES {
            self.left_out += 1;
            return None;
        }
        self.written += 1;
        Some(std::mem::take(&mut self.left_out))
    }
}
