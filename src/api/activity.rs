//! What the page of the account's events does.

use leptos::prelude::*;

use crate::{device::AccountSheet, error::AppError, interceptor::AuthClient};

/// A page of what happened to the signed-in person's account: what came before the place `before`, which another page named, or the
/// newest.
///
/// # Errors
/// The token codes; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "list_activity", client = AuthClient)]
pub async fn list_activity(before: Option<String>) -> Result<AccountSheet, AppError> {
    let person = super::signed_in()?;
    person.answer(
        person
            .domain()
            .activity(person.claims(), before.as_deref())
            .await,
    )
}
