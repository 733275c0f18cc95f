//! The call of a server function: the use cases, the caller's identity, the client, and the head of the answer. Works
//! the same during rendering.
//!
//! The HTTP layer provides it through [`CallSource`]. This module knows nothing of requests and cookies.

use std::sync::Arc;

use leptos::prelude::use_context;

use crate::{
    error::{AppError, Code},
    ids::SessionId,
    rules::identity::Identity,
    services::{Asked, ClientInfo, Domain, Issued},
    session::Claims,
};

/// Creates the current call from the request that is being answered; `None` outside of a request. In the context of
/// every server function.
#[derive(Clone)]
pub struct CallSource(pub Arc<dyn Fn() -> Option<Call> + Send + Sync>);

/// The head of the answer to a call.
pub trait AnswerHead: Send + Sync {
    /// Sets the status and the headers of `error`.
    fn refuse(&self, error: &AppError);
    /// Sets the cookies of newly issued tokens.
    fn set_cookies(&self, issued: &Issued);
    /// Sets the cookies of a newly issued access token alone.
    fn set_access_cookies(&self, issued: &Issued);
    /// Marks this session as left, for every tab of the browser.
    fn mark_left(&self, session_id: &SessionId);
    /// Sets the cookie of a browser that has asked for a one-time code.
    fn set_asker(&self, asked: &Asked);
    /// Clears that cookie.
    fn clear_asker(&self);
    /// Clears the cookies that hold the tokens.
    fn clear_cookies(&self);
}

/// A call of a server function.
pub struct Call {
    /// The use cases.
    pub domain: Domain,
    /// The result of reading the access token.
    pub identity: Identity,
    /// Where the call comes from, and what the browser shows of earlier sign-ins.
    pub client: ClientInfo,
    /// The head of the answer.
    pub head: Arc<dyn AnswerHead>,
}

/// A call by a signed-in user.
pub struct SignedIn {
    call: Call,
    claims: Arc<Claims>,
}

/// Returns the signed-in user of the current call. This extractor protects a server function in one line:
/// `let user = signed_in()?;`. A 401 from it proves that nothing else was executed.
///
/// # Errors
/// `token_missing`, `token_invalid`, `token_expired`, `session_revoked`; `unavailable`.
pub fn signed_in() -> Result<SignedIn, AppError> {
    let call = Call::current()?;
    let claims = call.answer(call.identity.require().cloned())?;
    Ok(SignedIn { call, claims })
}

impl SignedIn {
    /// Returns the claims of the access token.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// Returns the use cases.
    pub fn domain(&self) -> &Domain {
        &self.call.domain
    }

    /// Returns where the call comes from.
    pub fn client(&self) -> &ClientInfo {
        &self.call.client
    }

    /// Sets the cookies of an access token of the same session.
    pub fn renew(&self, issued: &Issued) {
        self.call.head.set_access_cookies(issued);
    }

    /// Sets the cookie of a browser that has asked for a one-time code.
    pub fn set_asker(&self, asked: &Asked) {
        self.call.head.set_asker(asked);
    }

    /// Passes `result` through and sets the status of its error.
    ///
    /// # Errors
    /// The result's own.
    pub fn answer<T>(&self, result: Result<T, AppError>) -> Result<T, AppError> {
        self.call.answer(result)
    }
}

impl Call {
    /// Returns the current call. Call it before the first `.await`.
    ///
    /// # Errors
    /// `internal` outside of a request.
    pub fn current() -> Result<Self, AppError> {
        let source: Option<CallSource> = use_context();
        let call = source.and_then(|source| (source.0)());
        call.ok_or_else(|| Code::Internal.into())
    }

    /// Passes `result` through and sets the status and the headers of its error.
    ///
    /// # Errors
    /// The result's own.
    pub fn answer<T>(&self, result: Result<T, AppError>) -> Result<T, AppError> {
        result.inspect_err(|error| self.head.refuse(error))
    }
}
