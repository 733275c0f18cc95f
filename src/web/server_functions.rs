//! What the server functions' library would answer otherwise than Latchkey does.

use axum::{body::Body, extract::Request, middleware::Next, response::Response};
use http::{HeaderValue, StatusCode, header};
use server_fn::error::SERVER_FN_ERROR_HEADER;

use super::{body, problem::describe};
use crate::{error::AppError, paths};

/// Answers every call of a server function with JSON and the status of its error.
///
/// Left to itself, the library redirects whoever accepts HTML to the `Referer`, and answers arguments that cannot be read with 500.
pub async fn answer_as_json(mut request: Request, next: Next) -> Response {
    if request.uri().path().starts_with(paths::SERVER_FUNCTIONS) {
        let headers = request.headers_mut();
        headers.remove(header::REFERER);
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    }
    let response = next.run(request).await;
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR
        || !response.headers().contains_key(SERVER_FN_ERROR_HEADER)
    {
        return response;
    }
    let (mut parts, content) = response.into_parts();
    let content = body::read(content).await.unwrap_or_default();
    if let Ok(error) = serde_json::from_slice::<AppError>(&content) {
        parts.status = error.code.status();
        let mut response = Response::from_parts(parts, Body::from(content));
        describe(&error, &mut response);
        return response;
    }
    Response::from_parts(parts, Body::from(content))
}
