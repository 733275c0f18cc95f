//! The server function of the audit log.

use leptos::prelude::*;

use crate::{error::AppError, event::ActivityPage, interceptor::AuthClient, json::JsonAnswer};

/// Returns a page of the audit log of the signed-in user's account: the events before the cursor `before`, which
/// another page returned, or the newest.
///
/// # Errors
/// The token codes; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "list_activity", client = AuthClient, output = JsonAnswer)]
pub async fn list_activity(before: Option<String>) -> Result<ActivityPage, AppError> {
    let person = super::signed_in()?;
    person.answer(
        person
            .domain()
            .activity(person.claims(), before.as_deref())
            .await,
    )
}
