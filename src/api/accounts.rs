//! Creating an account, a forgotten password, and what users do to their own accounts. After what starts a session the page loads a new
//! document.

use leptos::prelude::*;

use crate::{
    error::AppError,
    input::Password,
    interceptor::{AuthClient, AuthProtocol},
    session::Session,
};
#[cfg(feature = "ssr")]
use crate::{
    rules::passphrase::passphrase,
    services::{NewAccount, Presented},
};

/// Asks for an account: sends a mail with a code, and binds the code to this browser.
///
/// # Errors
/// `invalid_input` by field; `signup_closed`; `mail_off`; `rate_limited`; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "sign_up", client = AuthClient, protocol = AuthProtocol)]
pub async fn sign_up(name: String, email: String, password: Password) -> Result<(), AppError> {
    let call = super::Call::current()?;
    let account = NewAccount {
        name: &name,
        email: &email,
        password: &password,
    };
    let asked = call.answer(call.domain.sign_up(account, &call.client).await)?;
    call.head.set_asker(&asked);
    Ok(())
}

/// Proves the address of a new account and opens its first session. Returns whether the account has a password.
///
/// # Errors
/// `code_invalid`; `code_expired`; `invalid_input` with the field `code`; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "verify_email", client = AuthClient, protocol = AuthProtocol)]
pub async fn verify_email(code: String, token: String) -> Result<bool, AppError> {
    let call = super::Call::current()?;
    let presented = call.answer(Presented::by_form(&code, &token))?;
    let joined = call.answer(call.domain.verify_email(presented, &call.client).await)?;
    let claims = &joined.issued.access.claims;
    if let Some(replaced) = call
        .domain
        .end_replaced_session(&call.identity, claims, &call.client)
        .await
    {
        call.head.mark_left(replaced);
    }
    call.head.set_cookies(&joined.issued);
    call.head.clear_asker();
    Ok(joined.has_password)
}

/// Sends a code to an address, if it has an account, and binds the code to this browser.
///
/// # Errors
/// `invalid_input`; `mail_off`; `rate_limited`; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "forgot_password", client = AuthClient, protocol = AuthProtocol)]
pub async fn forgot_password(email: String) -> Result<(), AppError> {
    let call = super::Call::current()?;
    let asked = call.answer(call.domain.ask_for_reset(&email, &call.client).await)?;
    call.head.set_asker(&asked);
    Ok(())
}

/// Sets another password with a code, ends every session of the account, and opens a new one.
///
/// # Errors
/// `code_invalid`; `code_expired`; `invalid_input` with the field `password` or `code`; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "reset_password", client = AuthClient, protocol = AuthProtocol)]
pub async fn reset_password(
    code: String,
    token: String,
    password: Password,
) -> Result<(), AppError> {
    let call = super::Call::current()?;
    let presented = call.answer(Presented::by_form(&code, &token))?;
    let account = call
        .domain
        .reset_password(presented, &password, &call.client)
        .await;
    let account = call.answer(account)?;
    let issued = call.answer(call.domain.sign_in_proven(&account, &call.client).await)?;
    call.head.set_cookies(&issued);
    call.head.clear_asker();
    Ok(())
}

/// Sets another password and ends every other session.
///
/// # Errors
/// The token codes; `proof_required`; `invalid_input` with the field `password`; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "change_password", client = AuthClient, protocol = AuthProtocol)]
pub async fn change_password(password: Password) -> Result<(), AppError> {
    let person = super::signed_in()?;
    let (domain, claims, client) = (person.domain(), person.claims(), person.client());
    person.answer(domain.change_password(claims, &password, client).await)
}

/// Sends a code to another address, and binds the code to this browser.
///
/// # Errors
/// The token codes; `proof_required`; `invalid_input` with the field `email`; `mail_off`; `rate_limited`; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "change_email", client = AuthClient, protocol = AuthProtocol)]
pub async fn change_email(email: String) -> Result<(), AppError> {
    let person = super::signed_in()?;
    let (domain, claims, client) = (person.domain(), person.claims(), person.client());
    let asked = person.answer(domain.ask_for_email(claims, &email, client).await)?;
    person.set_asker(&asked);
    Ok(())
}

/// Sets another name. Returns the session that has it.
///
/// # Errors
/// The token codes; `invalid_input` with the field `name`; `rate_limited`; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "rename", client = AuthClient, protocol = AuthProtocol)]
pub async fn rename(name: String) -> Result<Session, AppError> {
    let person = super::signed_in()?;
    let (domain, claims, client) = (person.domain(), person.claims(), person.client());
    let issued = person.answer(domain.rename(claims, &name, client).await)?;
    person.renew(&issued);
    Ok(issued.session())
}

/// Asks for the deletion of the account and ends every session. The page signs out afterwards, which clears the cookies.
///
/// # Errors
/// The token codes; `proof_required`; `last_administrator`; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "delete_account", client = AuthClient, protocol = AuthProtocol)]
pub async fn delete_account() -> Result<(), AppError> {
    let person = super::signed_in()?;
    let (domain, claims, client) = (person.domain(), person.claims(), person.client());
    person.answer(domain.ask_for_deletion(claims, client).await)
}

/// Suggests a passphrase in the language of the page. Nothing is stored.
///
/// # Errors
/// `internal` outside of a request.
#[server(prefix = "/api/fn", endpoint = "suggest_passphrase", client = AuthClient, protocol = AuthProtocol)]
pub async fn suggest_passphrase() -> Result<String, AppError> {
    let call = super::Call::current()?;
    Ok(passphrase(call.client.locale))
}
