//! The interceptor for REST calls: like the browser's `fetch`, but nobody has to think of tokens.

use gloo_net::http::{Method, Response};
use wasm_bindgen::JsValue;

use super::{intercept, outgoing::Outgoing};
use crate::error::{AppError, Code};

/// Calls `path` of this origin, with `json` as the body if there is one.
///
/// # Errors
/// `offline` when the server cannot be reached.
pub async fn fetch(method: Method, path: &str, json: Option<&str>) -> Result<Response, AppError> {
    let call = Outgoing {
        method,
        path: path.to_owned(),
        content_type: json.map(|_| "application/json".to_owned()),
        accept: Some("application/json".to_owned()),
        body: json.map_or(JsValue::UNDEFINED, JsValue::from_str),
    };
    intercept::send(&call).await.map_err(|_| Code::Offline.into())
}
