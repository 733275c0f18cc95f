//! Server functions over HTTP: the context of a call, and the corrections to what the library answers by default.

use std::sync::Arc;

use axum::{body::Body, extract::Request, middleware::Next, response::Response};
use http::{HeaderValue, StatusCode, header, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use server_fn::error::SERVER_FN_ERROR_HEADER;

use super::{
    AppState, asker_cookie, body, device_binding, device_cookie,
    facts::Facts as _,
    problem::{describe, error_headers},
};
use crate::{
    api::{AnswerHead, Call, CallSource},
    error::AppError,
    ids::SessionId,
    services::{Asked, Issued},
};

/// Returns the source that creates a call from the request in the context of leptos.
pub fn call_source(state: &AppState) -> CallSource {
    let state = state.clone();
    CallSource(Arc::new(move || {
        let (request, response): (Parts, ResponseOptions) = (use_context()?, use_context()?);
        Some(Call {
            domain: state.domain.clone(),
            identity: request.extensions.identity(),
            client: device_cookie::of(&state, request.extensions.client(), &request.headers),
            head: Arc::new(Head {
                state: state.clone(),
                response,
            }),
        })
    }))
}

/// The head of a response that leptos creates.
struct Head {
    state: AppState,
    response: ResponseOptions,
}

impl Head {
    fn append(&self, cookies: impl IntoIterator<Item = HeaderValue>) {
        for cookie in cookies {
            self.response.append_header(header::SET_COOKIE, cookie);
        }
    }
}

impl AnswerHead for Head {
    fn refuse(&self, error: &AppError) {
        self.response.set_status(error.code.status());
        // The library creates the response, so no layer around it sees this error.
        self.state.security_log.note(error.code);
        for (name, value) in &error_headers(error) {
            self.response.insert_header(name.clone(), value.clone());
        }
    }

    fn set_cookies(&self, issued: &Issued) {
        self.append(self.state.cookies.set(issued));
        self.append(device_cookie::set(&self.state, issued));
        if let Some((name, value)) = device_binding::offer(&self.state, issued) {
            self.response.insert_header(name, value);
        }
    }

    fn set_access_cookies(&self, issued: &Issued) {
        self.append(self.state.cookies.set_access(issued));
    }

    fn mark_left(&self, session_id: &SessionId) {
        self.append([self.state.cookies.mark_left(session_id)]);
    }

    fn set_asker(&self, asked: &Asked) {
        self.append(asker_cookie::set(&self.state, asked));
    }

    fn clear_asker(&self) {
        self.append(asker_cookie::taken(&self.state));
    }

    fn clear_cookies(&self) {
        self.append(self.state.cookies.clear());
    }
}

/// Answers a call of a server function with JSON and the status of its error.
///
/// By default the library redirects a client that accepts HTML to its `Referer`, and answers unreadable arguments
/// with 500.
pub async fn answer_as_json(mut request: Request, next: Next) -> Response {
    let headers = request.headers_mut();
    headers.remove(header::REFERER);
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
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
