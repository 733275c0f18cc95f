//! The interceptor's names on the server, where there is nothing to intercept.

pub use server_fn::client::browser::BrowserClient as AuthClient;
/// The protocol of every server function, as the browser speaks it.
pub type AuthProtocol = Http<PostUrl, JsonAnswer>;

use std::time::Duration;

use http::Method;
use server_fn::{Http, codec::PostUrl};

use super::{Answer, Change, outbox::Act, session::Document};
use crate::{
    error::{AppError, Code},
    ids::UserId,
    json::JsonAnswer,
    session::Session,
};

/// Does nothing on the server.
pub fn start(_document: Document, _show_events: bool, _on_change: impl Fn(Change) + 'static) {}

/// Does nothing on the server.
///
/// # Errors
/// None.
pub fn on_signed_in(_session: Session) -> Result<(), AppError> {
    Ok(())
}

/// Does nothing on the server.
pub fn complete_sign_out() {}

/// Returns false: on the server no user signs out by script.
pub fn is_sign_out_requested() -> bool {
    false
}

/// Keeps nothing on the server.
pub fn keep_draft(_user_id: &UserId, _text: &str) {}

/// Keeps nothing on the server.
pub fn draft_sent(_user_id: &UserId, _text: &str) {}

/// Keeps nothing on the server.
pub fn forget_drafts(_user_id: &UserId) {}

/// Returns none on the server.
pub async fn draft(_user_id: &UserId) -> Option<String> {
    None
}

/// Keeps nothing on the server.
pub fn keep_edit(_user_id: &UserId, _id: &str, _text: &str) {}

/// Returns none on the server.
pub async fn edit(_user_id: &UserId, _id: &str) -> Option<String> {
    None
}

/// Keeps nothing on the server.
pub fn keep_draft_key(_user_id: &UserId, _idempotency_key: &str, _text: &str) {}

/// Returns none on the server.
pub fn draft_key(_user_id: &UserId, _text: &str) -> Option<String> {
    None
}

/// Keeps nothing on the server.
pub fn forget_draft_key(_user_id: &UserId) {}

/// Returns none on the server.
pub fn waiting_acts(_user_id: &UserId) -> Vec<Act> {
    Vec::new()
}

/// Returns false: on the server nothing waits.
pub fn is_anything_waiting(_user_id: &UserId) -> bool {
    false
}

/// Keeps nothing on the server.
pub fn put_act(_user_id: &UserId, _act: Act) -> bool {
    false
}

/// Keeps nothing on the server.
pub fn take_act(_user_id: &UserId, _key: &str) {}

/// Waits for nothing on the server.
pub async fn turn_to_send() {}

/// Hears nothing on the server.
pub fn on_stored_elsewhere(_then: impl Fn() + 'static) {}

/// Returns no time: the server sends nothing again.
pub fn pause_after(_failures: u32, _retry_after: Option<u32>) -> Duration {
    Duration::ZERO
}

/// Reaches nothing on the server.
///
/// # Errors
/// `offline`, always.
pub async fn fetch(_method: Method, _path: &str, _json: Option<&str>) -> Result<Answer, AppError> {
    Err(Code::Offline.into())
}

/// Does nothing on the server.
pub fn proven() {}

/// Does nothing on the server.
pub fn decline_proof() {}
