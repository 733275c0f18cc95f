//! The interceptor for REST calls: like the browser's `fetch`, but nobody has to think of tokens.

use gloo_net::http::{Method, RequestBuilder, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::intercept::{Answered, intercept};
use crate::error::{AppError, Code};

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The body.
    pub body: String,
}

/// Calls `path` of this origin, with `json` as the body if there is one.
///
/// # Errors
/// `offline` when the server cannot be reached; `malformed` for a path that is not of this origin, which would leak the claims.
pub async fn fetch(method: Method, path: &str, json: Option<String>) -> Result<Answer, AppError> {
    if !path.starts_with('/') || path.starts_with("//") || path.starts_with("/\\") {
        return Err(Code::Malformed.into());
    }
    let response = intercept(async |authorization: Option<String>| {
        let mut request = RequestBuilder::new(path).method(method.clone());
        if let Some(authorization) = authorization {
            request = request.header("Authorization", &authorization);
        }
        let sent = match &json {
            Some(json) => match request.header("Content-Type", "application/json").body(json.clone()) {
                Ok(request) => request.send().await,
                Err(error) => Err(error),
            },
            None => request.send().await,
        };
        sent.map_err(|_| AppError::from(Code::Offline))
    })
    .await?;
    let status = Answered::status(&response);
    let body = response.text().await.map_err(|_| AppError::from(Code::Offline))?;
    Ok(Answer { status, body })
}

impl Answered for Response {
    fn status(&self) -> StatusCode {
        StatusCode::from_u16(Response::status(self)).unwrap_or_default()
    }

    fn headers(&self) -> HeaderMap {
        let pairs = Response::headers(self).entries();
        pairs.filter_map(|(name, value)| Some((name.parse::<HeaderName>().ok()?, value.parse::<HeaderValue>().ok()?))).collect()
    }
}
