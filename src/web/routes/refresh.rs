//! `/api/token/refresh`: the one refresh endpoint, in its four uses.
//!
//! - a program posts JSON and gets JSON;
//! - the interceptor posts nothing, with the cookie, and gets cookies;
//! - a stale document is redirected here by GET and goes back to `next`;
//! - a stale plain form is redirected here by POST (307) and goes back to `next` with its body.
//!
//! A failed refresh sets and clears no cookie: the loser of a race must not destroy the winner's new cookies.

use axum::{
    Json,
    body::Body,
    extract::{Request, State},
    response::{Html, IntoResponse, Redirect, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header, request::Parts};
use serde::Serialize;
use utoipa::ToSchema;

use super::token::{RefreshToken, TokenResponse};
use crate::{
    error::{AppError, Code, FieldCode},
    input::SafeNext,
    paths,
    rules::identity::Identity,
    services,
    web::{
        AppState, ClientInfo, body,
        cookies::{Cookies, SetCookies},
        device_binding,
        documents::{after_repeated_refresh, next_of},
        facts::Facts as _,
        forms,
        openapi::failures::{DatabaseAway, ProgramRefused, RefreshRefused},
        problem::{page_or_problem, wants_html},
    },
};

/// What a page may know of a refresh, and no more: its tokens are in the cookies.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Refreshed {
    /// Seconds until the access token runs out.
    pub(super) expires_in: u32,
}

/// What a refresh answers.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(super) enum RefreshAnswer {
    /// For a token in the body.
    Program(TokenResponse),
    /// For a token in the cookie.
    Page(Refreshed),
}

/// The next pair of tokens
///
/// A program sends its refresh token as JSON and gets both tokens. A page sends no body, and gets three cookies and no token in the body.
/// A plain form of a page whose access token has run out is sent here by a redirect, with the page in `next`; it goes back there (307) with
/// its body, or to the sign-in page (303).
///
/// A program whose refresh token is bound to its key brings a proof by that key in a `DPoP` header (RFC 9449).
///
/// Only the `refresh_…` codes mean that the session is over, and `refresh_unbound` that it is only here: it goes on where it was opened. A refresh that fails sets and clears no cookie.
#[utoipa::path(
    post,
    path = paths::REFRESH,
    operation_id = "refresh",
    tag = "tokens",
    security((), ("refresh_cookie" = [])),
    params(("next" = Option<String>, Query, description = "For a plain form: the path of this origin that it was sent to.")),
    // By reference, which does not describe `null`: the body may be omitted but is never `null`.
    request_body(content = ref("#/components/schemas/RefreshToken"), content_type = "application/json"),
    responses(
        (
            status = 200,
            description = "Both tokens for a refresh token in the body; the cookies, and `expires_in` alone, for one in the cookie.",
            body = RefreshAnswer,
            headers(("Set-Cookie" = String, description = "The three cookies, each in a line of its own, unless the token was in the body.")),
        ),
        (
            status = 307,
            description = "A plain form: back to where it was sent, or, where the session is over, to sign in.",
            headers(
                ("Location" = String, description = "`next`, or `/login?next=…`"),
                ("Set-Cookie" = String, description = "The three cookies, after a refresh."),
            ),
        ),
        RefreshRefused,
        ProgramRefused,
        DatabaseAway,
    ),
)]
pub async fn post(
    State(state): State<AppState>,
    client: ClientInfo,
    request: Request,
) -> Result<Response, AppError> {
    let (parts, content) = request.into_parts();
    if body::is(&parts.headers, "application/x-www-form-urlencoded")
        && let Some(next) = next_of(&parts.uri)
    {
        let status = StatusCode::TEMPORARY_REDIRECT;
        return Ok(
            match document(&state, &client, &parts, &next, status).await {
                Ok(response) => response,
                Err(error) => show_form_again(&state, parts, content, &next, error).await,
            },
        );
    }
    let content = body::read(content).await?;
    if content.is_empty() {
        let services::Refreshed { issued, .. } = by_cookie(&state, &parts.headers, &client).await?;
        let answer = Json(RefreshAnswer::Page(Refreshed {
            expires_in: issued.expires_in,
        }));
        return Ok((SetCookies::from(state.cookies.set(&issued)), answer).into_response());
    }
    if !body::is(&parts.headers, "application/json") {
        return Err(Code::UnsupportedMediaType.into());
    }
    let RefreshToken { refresh_token } = body::json(&content)?;
    if refresh_token.expose().is_empty() {
        return Err(AppError::field("refresh_token", FieldCode::Required));
    }
    let services::Refreshed { issued, .. } = state
        .domain
        .refresh(
            refresh_token.expose(),
            &device_binding::of(&client, &parts.headers, paths::REFRESH),
        )
        .await?;
    Ok(Json(RefreshAnswer::Program(issued.into())).into_response())
}

/// Renew a stale document
///
/// Where a browser is sent whose access token has run out, to come back to `next`. A prefetch is no visit: it rotates nothing and is
/// answered with 503. A failure is a page of one sentence to a client that accepts `text/html`.
#[utoipa::path(
    get,
    path = paths::REFRESH,
    operation_id = "refresh_document",
    tag = "tokens",
    security((), ("refresh_cookie" = [])),
    params(("next" = Option<String>, Query, description = "A path of this origin; anything else is dropped.")),
    responses(
        (
            status = 303,
            description = "To `next` with new cookies; to sign in where the session is over.",
            headers(
                ("Location" = String, description = "`next`, or `/login?next=…`"),
                ("Set-Cookie" = String, description = "The three cookies, each in a line of its own, after a refresh."),
            ),
        ),
        DatabaseAway,
    ),
)]
pub async fn get(State(state): State<AppState>, client: ClientInfo, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if !is_visit(&parts.headers) {
        return AppError::retry_after(Code::Unavailable, 0).into_response();
    }
    let Some(next) = next_of(&parts.uri).or_else(|| SafeNext::parse(paths::HOME)) else {
        return Code::NotFound.into_response();
    };
    // Of several tabs that are restored at once, the first refreshes for all.
    if matches!(parts.extensions.identity(), Identity::Verified(_)) {
        return redirect(StatusCode::SEE_OTHER, next.as_str());
    }
    if is_foreign_without_session(&state, &parts.headers) {
        return Redirect::to(&next.append_to(paths::LOGIN)).into_response();
    }
    document(&state, &client, &parts, &next, StatusCode::SEE_OTHER)
        .await
        .unwrap_or_else(|error| page_or_problem(&error, &parts.headers, parts.extensions.locale()))
}

/// Answers a plain form whose session could not be refreshed now with its own page and what was typed.
async fn show_form_again(
    state: &AppState,
    mut parts: Parts,
    content: Body,
    next: &SafeNext,
    error: AppError,
) -> Response {
    match next.as_str().parse() {
        Ok(page) if wants_html(&parts.headers) => {
            parts.uri = page;
            forms::show_again(state, Request::from_parts(parts, content), error).await
        }
        _ => page_or_problem(&error, &parts.headers, parts.extensions.locale()),
    }
}

/// Returns whether a user navigates to a document, rather than a prefetch, an image or a script (Fetch Metadata).
fn is_visit(headers: &HeaderMap) -> bool {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_prefetch = ["sec-purpose", "purpose"]
        .iter()
        .any(|name| value(name).is_some_and(|value| value.contains("prefetch")));
    !is_prefetch && value("sec-fetch-dest").is_none_or(|destination| destination == "document")
}

/// Returns whether another site led a browser without session cookies here. Its refresh cookie may have been planted,
/// which would sign the user in to a foreign account (login CSRF).
fn is_foreign_without_session(state: &AppState, headers: &HeaderMap) -> bool {
    let is_foreign = headers
        .get("sec-fetch-site")
        .is_some_and(|site| site == "cross-site" || site == "same-site");
    is_foreign && Cookies::read(headers, &state.cookies).claims.is_none()
}

/// Rejects HEAD, which is no visit. Without this handler axum would run [`get`] for it.
pub async fn head() -> Response {
    let mut response = Code::MethodNotAllowed.into_response();
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static("GET, POST"));
    response
}

async fn document(
    state: &AppState,
    client: &ClientInfo,
    request: &Parts,
    next: &SafeNext,
    status: StatusCode,
) -> Result<Response, AppError> {
    match by_cookie(state, &request.headers, client).await {
        Ok(refreshed) => {
            // Only the next request shows whether the browser stores cookies, and only if there were cookies to
            // replace.
            let is_doubtful = status == StatusCode::SEE_OTHER
                && refreshed.is_repeated
                && Cookies::read(&request.headers, &state.cookies)
                    .claims
                    .is_some();
            let to = if is_doubtful {
                after_repeated_refresh(next)
            } else {
                next.as_str().to_owned()
            };
            let cookies = SetCookies::from(state.cookies.set(&refreshed.issued));
            Ok((cookies, redirect(status, &to)).into_response())
        }
        Err(error) if error.code == Code::DeviceProofRequired => Ok(ask_again(&request.uri)),
        // A form keeps what was typed: its status is 307.
        Err(error) if error.code.status() == StatusCode::UNAUTHORIZED => {
            Ok(redirect(status, &next.append_to(paths::LOGIN)))
        }
        Err(error) => Err(error),
    }
}

/// Has the browser ask again from here. It follows a link on another site, for which it proves nothing.
fn ask_again(uri: &Uri) -> Response {
    let again = HeaderValue::from_str(&format!("0;url={uri}"));
    let again = again.unwrap_or_else(|_| HeaderValue::from_static("0;url=/"));
    (
        [(header::REFRESH, again)],
        Html("<!doctype html><title>Latchkey</title>"),
    )
        .into_response()
}

async fn by_cookie(
    state: &AppState,
    headers: &HeaderMap,
    client: &ClientInfo,
) -> Result<services::Refreshed, AppError> {
    let token = device_binding::own_refresh_token(state, headers)?;
    let client = device_binding::of(client, headers, paths::REFRESH);
    state.domain.refresh(&token, &client).await
}

fn redirect(status: StatusCode, to: &str) -> Response {
    let location = to
        .parse::<Uri>()
        .ok()
        .and_then(|uri| HeaderValue::from_str(&uri.to_string()).ok());
    let location = location.unwrap_or_else(|| HeaderValue::from_static(paths::HOME));
    (status, [(header::LOCATION, location)]).into_response()
}
