//! The layers that are ours: what happens to every request before its route, and to every response after it.
//!
//! They are three, because a layer costs each request an allocation for every layer within it. A step that belongs to
//! all requests goes into one of them.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{
    AppState, body, choices::Choices, documents, facts::Facts as _, headers, host, identity,
    metrics::Measurement, problem, server_functions,
};
use crate::paths;

/// Completes every response, including that of a handler that panicked: its headers, and its place in the metrics.
pub async fn complete(State(https): State<bool>, request: Request, next: Next) -> Response {
    let measurement = Measurement::start(&request);
    let mut response = next.run(request).await;
    headers::secure(https, response.headers_mut());
    measurement.finish(response.status());
    response
}

/// Admits a request for this host and for a tidy path. Determines its language, in which every refusal is told, and logs
/// the refusals.
pub async fn admit(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let chosen = Choices::read(&mut request);
    let locale = request.extensions().locale();
    let accepts_page =
        problem::wants_html(request.headers()) && !paths::is_for_programs(request.uri().path());
    let mut response = match (host::check(&state, &request), documents::tidy(&request)) {
        (Err(code), _) => code.into_response(),
        (Ok(()), Some(response)) => response,
        (Ok(()), None) => next.run(request).await,
    };
    if accepts_page {
        response = problem::as_page(response, locale);
    }
    chosen.store(&state, &mut response);
    state.security_log.note_response(&response);
    response
}

/// Authorizes a request: identifies its sender, and enforces the access of its page. Server functions and routes enforce
/// their own.
pub async fn authorize(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let mut request = match body::refuse_long(request).await {
        Ok(request) => request,
        Err(error) => return error.into_response(),
    };
    identity::identify(&state, &mut request).await;
    if body::is_call(&request) {
        server_functions::answer_as_json(request, next).await
    } else {
        documents::guard(&state, request, next).await
    }
}
