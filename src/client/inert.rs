//! The interceptor's names on the server, where there is nothing to intercept.

pub use server_fn::client::browser::BrowserClient as AuthClient;

use http::Method;

use super::{Answer, Change};
use crate::{
    error::{AppError, Code},
    session::Session,
};

/// Does nothing on the server.
pub fn start(_session: Option<Session>, _tell: impl Fn(Change) + 'static) {}

/// Does nothing on the server.
pub fn adopt(_session: &Session) {}

/// Does nothing on the server.
pub fn forget() {}

/// Does nothing on the server.
pub fn mark_document(_auth: &str) {}

/// Reaches nothing on the server.
///
/// # Errors
/// `offline`, always.
pub async fn fetch(_method: Method, _path: &str, _json: Option<&str>) -> Result<Answer, AppError> {
    Err(Code::Offline.into())
}
