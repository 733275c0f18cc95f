//! The server functions of the audit log.

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::ids::EventId;
use crate::{
    error::AppError,
    event::ActivityPage,
    interceptor::{AuthClient, AuthProtocol},
};

/// Returns a page of the audit log of the signed-in user's account: the events before the cursor `before`, which
/// another page returned, or the newest.
///
/// # Errors
/// The token codes; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "list_activity", client = AuthClient, protocol = AuthProtocol)]
pub async fn list_activity(before: Option<String>) -> Result<ActivityPage, AppError> {
    let person = super::signed_in()?;
    person.answer(
        person
            .domain()
            .activity(person.claims(), before.as_deref())
            .await,
    )
}

/// Says whether an event of the account was the signed-in user's own doing. If not, ends all other sessions. Returns the
/// newest page of the audit log, which saves a second call.
///
/// # Errors
/// The token codes; `invalid_input`; `rate_limited`; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "answer_event", client = AuthClient, protocol = AuthProtocol)]
pub async fn answer_event(id: String, was_me: bool) -> Result<ActivityPage, AppError> {
    let person = super::signed_in()?;
    let (domain, claims, client) = (person.domain(), person.claims(), person.client());
    let done = if was_me {
        let id = person.answer(EventId::parse(&id).map_err(Into::into))?;
        domain.confirm_event(claims, &id, client).await
    } else {
        domain.end_other_sessions(claims, client).await
    };
    person.answer(done)?;
    person.answer(domain.activity(claims, None).await)
}
