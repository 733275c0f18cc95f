//! What administrators read. They act by plain forms (`web/forms/admin.rs`).

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::ids::UserId;
use crate::{
    admin::AdminPage,
    error::AppError,
    interceptor::{AuthClient, AuthProtocol},
};

/// Returns a page of the accounts, and all that there is of one of them.
///
/// # Errors
/// The token codes; `forbidden`; `not_found`; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "list_users", client = AuthClient, protocol = AuthProtocol)]
pub async fn list_users(
    query: String,
    before: Option<String>,
    user: Option<String>,
) -> Result<AdminPage, AppError> {
    let person = super::signed_in()?;
    let id = user.as_deref().map(UserId::parse).transpose();
    let id = person.answer(id.map_err(Into::into))?;
    let page = person
        .domain()
        .admin_page(person.claims(), &query, before.as_deref(), id.as_ref())
        .await;
    person.answer(page)
}
