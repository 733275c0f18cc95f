//! Signing in and out.

use leptos::prelude::*;

use crate::{
    error::AppError,
    input::Password,
    interceptor::{AuthClient, AuthProtocol},
    session::Session,
};

/// Signs a user in: sets the three cookies and returns the session. The answer contains no token.
///
/// # Errors
/// `invalid_input` by field; `invalid_credentials`; `rate_limited`; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "sign_in", client = AuthClient, protocol = AuthProtocol)]
pub async fn sign_in(email: String, password: Password) -> Result<Session, AppError> {
    let call = super::Call::current()?;
    let issued = call.answer(call.domain.sign_in(&email, &password, &call.client).await)?;
    if let Some(replaced) = call
        .domain
        .end_replaced_session(&call.identity, &issued.access.claims, &call.client)
        .await
    {
        call.head.mark_left(replaced);
    }
    call.head.set_cookies(&issued);
    Ok(issued.session())
}

/// Proves that the person of the session is the account's owner: sets the cookies of an access token with a fresh `auth_time`.
///
/// # Errors
/// The token codes; `invalid_input` with the field `password`; `invalid_credentials`; `rate_limited`; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "prove", client = AuthClient, protocol = AuthProtocol)]
pub async fn prove(password: Password) -> Result<(), AppError> {
    let person = super::signed_in()?;
    let proven = person
        .domain()
        .prove(person.claims(), &password, person.client())
        .await;
    let issued = person.answer(proven)?;
    person.renew(&issued);
    Ok(())
}

/// Ends the current session and clears its cookies. Succeeds also when nobody is signed in.
///
/// # Errors
/// `sign_out_unconfirmed` if the access token does not identify a session: the interceptor then revokes by the refresh
/// token; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "sign_out", client = AuthClient, protocol = AuthProtocol)]
pub async fn sign_out() -> Result<(), AppError> {
    let call = super::Call::current()?;
    let left = call.domain.sign_out(&call.identity, &call.client).await;
    if let Some(left) = call.answer(left)? {
        call.head.mark_left(left);
    }
    call.head.clear_cookies();
    Ok(())
}
