//! The server functions of the devices page. Ending a session returns the remaining ones, which saves a second call.

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::ids::SessionId;
use crate::{
    device::DeviceList,
    error::AppError,
    interceptor::{AuthClient, AuthProtocol},
};

/// Returns the sessions of the signed-in user.
///
/// # Errors
/// The token codes; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "list_devices", client = AuthClient, protocol = AuthProtocol)]
pub async fn list_devices() -> Result<DeviceList, AppError> {
    let person = super::signed_in()?;
    person.answer(person.domain().devices(person.claims()).await)
}

/// Ends one of the user's other sessions.
///
/// # Errors
/// The token codes; `not_found`; `forbidden` for the current session; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "end_session", client = AuthClient, protocol = AuthProtocol)]
pub async fn end_session(id: String) -> Result<DeviceList, AppError> {
    let person = super::signed_in()?;
    let id = person.answer(SessionId::parse(&id).map_err(Into::into))?;
    person.answer(
        person
            .domain()
            .end_session(person.claims(), &id, person.client())
            .await,
    )?;
    person.answer(person.domain().devices(person.claims()).await)
}

/// Ends all of the user's other sessions.
///
/// # Errors
/// The token codes; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "end_other_sessions", client = AuthClient, protocol = AuthProtocol)]
pub async fn end_other_sessions() -> Result<DeviceList, AppError> {
    let person = super::signed_in()?;
    person.answer(
        person
            .domain()
            .end_other_sessions(person.claims(), person.client())
            .await,
    )?;
    person.answer(person.domain().devices(person.claims()).await)
}
