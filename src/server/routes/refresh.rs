//! `/api/token/refresh`: the one refresh endpoint, in its four uses.
//!
//! - a program posts JSON and gets JSON;
//! - the interceptor posts nothing, with the cookie, and gets cookies;
//! - a stale document is redirected here by GET and goes back to `next`;
//! - a stale plain form is redirected here by POST (307) and goes back to `next` with its body.
//!
//! A refresh that fails sets and clears no cookie: the loser of a race must not destroy what the winner has just been given.

use axum::{
    Extension, Json,
    extract::{Request, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header, request::Parts};
use serde::Serialize;

use super::token::{RefreshToken, TokenResponse};
use crate::{
    domain::Issued,
    error::{AppError, Code, FieldCode},
    input::SafeNext,
    paths,
    server::{AppState, body, cookies::Cookies, documents::next_of, identity::Device, problem::page_or_problem},
    text::Locale,
};

#[derive(Serialize)]
struct Refreshed {
    expires_in: u32,
}

/// A program, the interceptor, or a stale plain form.
pub async fn post(State(state): State<AppState>, Extension(device): Extension<Device>, request: Request) -> Result<Response, AppError> {
    let (parts, content) = request.into_parts();
    if body::is(&parts.headers, "application/x-www-form-urlencoded")
        && let Some(next) = next_of(&parts.uri)
    {
        return Ok(document(&state, &device, &parts, &next, StatusCode::TEMPORARY_REDIRECT).await);
    }
    let content = body::read(content).await?;
    if content.is_empty() {
        let issued = by_cookie(&state, &parts.headers, &device).await?;
        return Ok(with_cookies(&state, &issued, Json(Refreshed { expires_in: issued.expires_in }).into_response()));
    }
    if !body::is(&parts.headers, "application/json") {
        return Err(Code::UnsupportedMediaType.into());
    }
    let RefreshToken { refresh_token } = body::json(&content)?;
    if refresh_token.is_empty() {
        return Err(AppError::field("refresh_token", FieldCode::Required));
    }
    let issued = state.domain.refresh(&refresh_token, &device).await?;
    Ok(Json(TokenResponse::from(issued)).into_response())
}

/// A stale document. A prefetch is no visit, and must not rotate anything.
pub async fn get(State(state): State<AppState>, Extension(device): Extension<Device>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let prefetch = ["sec-purpose", "purpose"]
        .iter()
        .any(|name| parts.headers.get(*name).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains("prefetch")));
    if prefetch {
        return AppError::retry_after(Code::Unavailable, 0).into_response();
    }
    let next = next_of(&parts.uri).or_else(|| SafeNext::parse(paths::HOME));
    match next {
        Some(next) => document(&state, &device, &parts, &next, StatusCode::SEE_OTHER).await,
        None => Code::NotFound.into_response(),
    }
}

/// Looking at the head is no visit either, and without this axum would run [`get`] for it.
pub async fn head() -> Response {
    let mut response = Code::MethodNotAllowed.into_response();
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, POST"));
    response
}

async fn document(state: &AppState, device: &Device, request: &Parts, next: &SafeNext, status: StatusCode) -> Response {
    match by_cookie(state, &request.headers, device).await {
        Ok(issued) => with_cookies(state, &issued, redirect(status, next.as_str())),
        Err(error) if error.code.status() == StatusCode::UNAUTHORIZED => Redirect::to(&next.append_to(paths::LOGIN)).into_response(),
        Err(error) => page_or_problem(&error, &request.headers, request.extensions.get::<Locale>().copied().unwrap_or_default()),
    }
}

async fn by_cookie(state: &AppState, headers: &HeaderMap, device: &Device) -> Result<Issued, AppError> {
    let token = Cookies::read(headers, &state.cookies).refresh.ok_or(Code::RefreshInvalid)?;
    state.domain.refresh(token, device).await
}

fn with_cookies(state: &AppState, issued: &Issued, mut response: Response) -> Response {
    response.headers_mut().extend(state.cookies.set(issued).map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

fn redirect(status: StatusCode, to: &str) -> Response {
    let location = to.parse::<Uri>().ok().and_then(|uri| HeaderValue::from_str(&uri.to_string()).ok());
    let location = location.unwrap_or_else(|| HeaderValue::from_static(paths::HOME));
    (status, [(header::LOCATION, location)]).into_response()
}
