//! What the page of the person's devices does. Whatever ends a session answers with what is left, which saves a second call.

use leptos::prelude::*;

use crate::{device::AccountSheet, error::AppError, interceptor::AuthClient};

/// Where the signed-in person is signed in.
///
/// # Errors
/// The token codes; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "list_devices", client = AuthClient)]
pub async fn list_devices() -> Result<AccountSheet, AppError> {
    let person = super::signed_in()?;
    person.answer(person.domain().devices(person.claims()).await)
}

/// Ends one of the person's other sessions.
///
/// # Errors
/// The token codes; `not_found`; `forbidden` for this very session; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "end_session", client = AuthClient)]
pub async fn end_session(id: String) -> Result<AccountSheet, AppError> {
    let person = super::signed_in()?;
    person.answer(
        person
            .domain()
            .end_session(person.claims(), &id, person.client())
            .await,
    )?;
    person.answer(person.domain().devices(person.claims()).await)
}

/// Ends all of the person's other sessions.
///
/// # Errors
/// The token codes; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "end_other_sessions", client = AuthClient)]
pub async fn end_other_sessions() -> Result<AccountSheet, AppError> {
    let person = super::signed_in()?;
    person.answer(
        person
            .domain()
            .end_other_sessions(person.claims(), person.client())
            .await,
    )?;
    person.answer(person.domain().devices(person.claims()).await)
}
