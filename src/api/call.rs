//! What a server function knows of its call: the use cases, who asks, from where, and the answer's head. Works the same during rendering.
//!
//! HTTP gives it in ([`CallSource`]); nothing here knows of requests and cookies.

use std::sync::Arc;

use leptos::prelude::use_context;

use crate::{
    error::{AppError, Code},
    rules::identity::Identity,
    services::{ClientInfo, Domain, Issued},
    session::Claims,
};

/// Makes the current call out of the request that is being answered; `None` outside of one. In the context of every server function.
#[derive(Clone)]
pub struct CallSource(pub Arc<dyn Fn() -> Option<Call> + Send + Sync>);

/// The head of the answer to a call.
pub trait AnswerHead: Send + Sync {
    /// Sets the status and the headers that `error` stands for.
    fn refuse(&self, error: &AppError);
    /// Hands tokens to the browser.
    fn set_cookies(&self, issued: &Issued);
    /// Tells every tab of the browser that this session was left.
    fn mark_left(&self, session_id: &str);
    /// Takes the tokens back from the browser.
    fn clear_cookies(&self);
}

/// A call of a server function.
pub struct Call {
    /// The use cases.
    pub domain: Domain,
    /// What the access token says.
    pub identity: Identity,
    /// Where the call comes from, with what the browser has to show of earlier sign-ins.
    pub client: ClientInfo,
    /// The head of the answer.
    pub head: Arc<dyn AnswerHead>,
}

/// A call by a user who is signed in.
pub struct SignedIn {
    call: Call,
    claims: Arc<Claims>,
}

/// The extractor that protects a server function in one line: `let user = signed_in()?;`. A 401 that it answers proves that nothing
/// else has run.
///
/// # Errors
/// `token_missing`, `token_invalid`, `token_expired`, `session_revoked`; `unavailable`.
pub fn signed_in() -> Result<SignedIn, AppError> {
    let call = Call::current()?;
    let claims = call.answer(call.identity.require().cloned())?;
    Ok(SignedIn { call, claims })
}

impl SignedIn {
    /// Who it is.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// The use cases.
    pub fn domain(&self) -> &Domain {
        &self.call.domain
    }

    /// Where the call comes from.
    pub fn client(&self) -> &ClientInfo {
        &self.call.client
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
        let source: Option<CallSource> = use_context();
        let call = source.and_then(|source| (source.0)());
        call.ok_or_else(|| Code::Internal.into())
    }

    /// Passes a result on, with the status and the headers that its error stands for.
    ///
    /// # Errors
    /// The result's own.
    pub fn answer<T>(&self, result: Result<T, AppError>) -> Result<T, AppError> {
        result.inspect_err(|error| self.head.refuse(error))
    }
}
