//! The interceptor for REST calls: like the browser's `fetch`, but nobody has to think of tokens.

use http::Method;
use wasm_bindgen::JsValue;

use super::{intercept, outgoing::Outgoing};
use crate::{
    error::{AppError, Code},
    interceptor::Answer,
};

/// Calls `path` of this origin, with `json` as the body if there is one.
///
/// # Errors
/// `offline` when the server cannot be reached or its answer breaks off.
pub async fn fetch(method: Method, path: &str, json: Option<&str>) -> Result<Answer, AppError> {
    let call = Outgoing {
        method,
        path: path.to_owned(),
        content_type: json.map(|_| "application/json".to_owned()),
        accept: Some("application/json".to_owned()),
        body: json.map_or(JsValue::UNDEFINED, JsValue::from_str),
    };
    let offline = |_| AppError::from(Code::Offline);
    let reply = intercept::send(&call).await.map_err(offline)?;
    Ok(Answer {
        status: reply.response.status(),
        body: reply.text().await.map_err(offline)?,
    })
}
