//! What a server function knows of its call: the state, who asks, and the answer's head. Works the same during rendering.

use std::sync::Arc;

use http::{HeaderName, header, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::{
    error::{AppError, Code},
    rules::identity::Identity,
    services::{Domain, Issued},
    session::Claims,
    web::{AppState, Device, device_cookie, error_headers},
};

/// A call of a server function.
pub struct Call {
    state: AppState,
    parts: Parts,
    response: ResponseOptions,
}

/// A call by somebody who is signed in.
pub struct SignedIn {
    call: Call,
    claims: Arc<Claims>,
}

/// The extractor that protects a server function in one line: `let person = signed_in()?;`. A 401 that it answers proves that nothing
/// else has run.
///
/// # Errors
/// `token_missing`, `token_invalid`, `token_expired`, `session_revoked`; `unavailable`.
pub fn signed_in() -> Result<SignedIn, AppError> {
    let call = Call::current()?;
    let claims = call.answer(call.identity().require().cloned())?;
    Ok(SignedIn { call, claims })
}

impl SignedIn {
    /// Who it is.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// The use cases.
    pub fn domain(&self) -> &Domain {
        self.call.domain()
    }

    /// Where the call comes from.
    pub fn origin(&self) -> Device {
        self.call.origin()
    }

    /// Passes a result on, with the status that its error stands for.
    ///
    /// # Errors
    /// The result's own.
    pub fn answer<T>(&self, result: Result<T, AppError>) -> Result<T, AppError> {
        self.call.answer(result)
    }
}

impl Call {
    /// The current call. Take it before the first `.await`.
    ///
    /// # Errors
    /// `internal` outside of a request.
    pub fn current() -> Result<Self, AppError> {
        let context = || {
            Some(Self {
                state: use_context()?,
                parts: use_context()?,
                response: use_context()?,
            })
        };
        context().ok_or_else(|| Code::Internal.into())
    }

    /// The use cases.
    pub fn domain(&self) -> &Domain {
        &self.state.domain
    }

    /// What the access token says.
    pub fn identity(&self) -> &Identity {
        const NOBODY: &Identity = &Identity::Anonymous;
        self.parts.extensions.get().unwrap_or(NOBODY)
    }

    /// Where the call comes from.
    pub fn origin(&self) -> Device {
        self.parts.extensions.get().cloned().unwrap_or_default()
    }

    /// The same for a sign-in, which may know the device.
    pub fn device(&self) -> Device {
        device_cookie::of(&self.state, self.origin(), &self.parts.headers)
    }

    /// Passes a result on, with the status and the headers that its error stands for.
    ///
    /// # Errors
    /// The result's own.
    pub fn answer<T>(&self, result: Result<T, AppError>) -> Result<T, AppError> {
        result.inspect_err(|error| {
            self.response.set_status(error.code.status());
            // The library makes the response: no layer around it sees this error.
            self.state.security_log.note(error.code);
            for (name, value) in &error_headers(error) {
                self.response
                    .insert_header(HeaderName::clone(name), value.clone());
            }
        })
    }

    /// Hands tokens to the browser.
    pub fn set_cookies(&self, issued: &Issued) {
        for cookie in self
            .state
            .cookies
            .set(issued)
            .into_iter()
            .chain(device_cookie::set(&self.state, issued))
        {
            self.response.append_header(header::SET_COOKIE, cookie);
        }
    }

    /// Tells every tab of the browser that this session was left.
    pub fn mark_left(&self, session_id: &str) {
        self.response
            .append_header(header::SET_COOKIE, self.state.cookies.mark_left(session_id));
    }

    /// Takes the tokens back from the browser.
    pub fn clear_cookies(&self) {
        for cookie in self.state.cookies.clear() {
            self.response.append_header(header::SET_COOKIE, cookie);
        }
    }
}
