//! The log of refused requests, for operators (ASVS 16.3.1, 16.3.2): failed sign-ins, exceeded limits, cross-site
//! requests, invalid tokens.
//!
//! A line is written within the span of its request, which holds the address. It contains no secret and no token.
//! Each kind is limited to a few lines per window and the rest are counted, so that a flood of requests does not
//! flood the log.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::response::Response;

use crate::{
    error::{AppError, Code},
    rules::clock::{Clock, Millis, millis},
};

/// The most lines of one kind in a [`WINDOW`].
const LINES: u32 = 10;
const WINDOW: Duration = Duration::from_secs(10);

/// The kinds that are logged here. The reuse of a refresh token is logged where its session is revoked.
const KINDS: [Code; 5] = [
    Code::InvalidCredentials,
    Code::RateLimited,
    Code::CrossOrigin,
    Code::TokenInvalid,
    Code::RefreshInvalid,
];

/// The remaining lines of each kind.
pub struct SecurityLog {
    clock: Clock,
    budgets: [Mutex<Budget>; KINDS.len()],
}

impl SecurityLog {
    /// Creates a log with its full budget of lines.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            budgets: [const { Mutex::new(Budget::NEW) }; KINDS.len()],
        }
    }

    /// Logs a refusal if its kind is of interest to operators.
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

    /// Logs the error of a response, whoever made it.
    pub fn note_response(&self, response: &Response) {
        if let Some(error) = response.extensions().get::<AppError>() {
            self.note(error.code);
        }
    }
}

/// The lines of one kind in the current window.
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

    /// Takes one line. Returns how many lines were left out since the last one, `None` if no line remains.
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
