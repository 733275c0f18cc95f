//! REST calls: the browser's `fetch`, with the interceptor taking care of tokens.

use http::Method;
use wasm_bindgen::JsValue;

use super::{intercept, request::ReplayableRequest};
use crate::{
    error::{AppError, Code},
    interceptor::Answer,
};

/// Calls `path` of this origin, with `json` as the body if there is one.
///
/// # Errors
/// `offline` where the server cannot be reached or its answer breaks off.
pub async fn fetch(method: Method, path: &str, json: Option<&str>) -> Result<Answer, AppError> {
    let request = ReplayableRequest {
        method,
        path: path.to_owned(),
        content_type: json.map(|_| "application/json".to_owned()),
        accept: Some("application/json".to_owned()),
        body: json.map_or(JsValue::UNDEFINED, JsValue::from_str),
    };
    let offline = |_| AppError::from(Code::Offline);
    let answer = intercept::send(&request).await.map_err(offline)?;
    Ok(Answer {
        status: answer.response.status(),
        body: answer.text().await.map_err(offline)?,
    })
}
