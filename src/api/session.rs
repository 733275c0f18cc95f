//! Signing in and out.

use leptos::prelude::*;

use crate::{client::AuthClient, error::AppError, input::Password, session::Session};

/// Signs a person in: sets the three cookies and tells who it is. No token is in the answer.
///
/// # Errors
/// `invalid_input` by field; `invalid_credentials`; `rate_limited`; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "sign_in", client = AuthClient)]
pub async fn sign_in(email: String, password: Password) -> Result<Session, AppError> {
    let call = super::Call::current()?;
    let issued = call.answer(call.domain().sign_in(&email, &password, &call.device()).await)?;
    call.set_cookies(&issued);
    Ok(issued.session())
}

/// Ends this session and clears its cookies. Succeeds whoever asks: signing out cannot fail for the person.
///
/// # Errors
/// `unavailable`.
#[server(prefix = "/api/fn", endpoint = "sign_out", client = AuthClient)]
pub async fn sign_out() -> Result<(), AppError> {
    let call = super::Call::current()?;
    call.answer(call.domain().sign_out(call.identity(), &call.origin()).await)?;
    call.clear_cookies();
    Ok(())
}
