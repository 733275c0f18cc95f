//! Access to documents. Decided before rendering, so that the first HTML is final and a redirect is an HTTP redirect.

use std::collections::BTreeMap;

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http::{Method, Uri};

use crate::{
    error::{AppError, Code},
    input::SafeNext,
    pages::Access,
    paths,
    rules::identity::Identity,
    session::{Claims, Role},
    views::page_state::ReturnedForm,
};

use super::{AppState, cookies::SetCookies, facts::Facts as _, problem::page_or_problem, render};

/// Marks the address of the sign-in page right after a sign-in.
const SIGNED_IN: &str = "signed-in=1";
/// Marks the address of a document after a refresh that returned the same tokens again: the previous response may
/// have been lost, or the browser did not store its cookies.
const REFRESHED: &str = "refreshed=1";

/// Answers without rendering: 404 for a path that browsers could take for another host (`//host`, `/\host`, encoded
/// or not), and a permanent redirect for one with a trailing slash to the same path without it.
pub fn tidy(request: &Request) -> Option<Response> {
    let path = request.uri().path();
    if may_name_a_host(path) {
        return Some(Code::NotFound.into_response());
    }
    let is_document = matches!(*request.method(), Method::GET | Method::HEAD)
        && !paths::is_for_programs(path)
        && !path.starts_with(paths::BUILT);
    if is_document && path.len() > 1 && path.ends_with('/') {
        let query = request
            .uri()
            .query()
            .map(|query| format!("?{query}"))
            .unwrap_or_default();
        let tidied = format!("{}{query}", path.trim_end_matches('/'));
        return Some(Redirect::permanent(&tidied).into_response());
    }
    None
}

/// Returns whether a browser could take the path, or what it decodes to, for the host of another site.
fn may_name_a_host(path: &str) -> bool {
    let names_one = |path: &str| path.starts_with("//") || path.contains('\\');
    names_one(path)
        || path.contains('%')
            && names_one(
                &path
                    .to_ascii_lowercase()
                    .replace("%2f", "/")
                    .replace("%5c", "\\"),
            )
}

/// Enforces the access of a page.
///
/// Redirects a request without a session to the sign-in page, one with an expired access token to the refresh
/// endpoint and back, and a signed-in user away from the sign-in page. Answers 404 for an administrator's page to
/// other users.
pub async fn guard(state: &AppState, request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let identity = request.extensions().identity();
    let uri = request.uri();
    if let Some(here) = without_mark(uri) {
        return after_refresh(&here, &identity);
    }
    let access = state.pages.access(uri.path());
    match (access, &identity) {
        (Access::Public, _) | (Access::Protected, Identity::Verified(_)) => {}
        (Access::Admin, Identity::Verified(claims)) => {
            // By the database: a token may be older than a change of the role.
            match state.domain.is_administrator(claims).await {
                Ok(is) if is != (claims.role == Role::Admin) => {
                    return with_new_token(state, claims, uri).await;
                }
                Ok(true) => {}
                Ok(false) => return render::missing(state, request).await,
                Err(error) => {
                    return page_or_problem(
                        &error,
                        request.headers(),
                        request.extensions().locale(),
                    );
                }
            }
        }
        // Also for an invalid token: the refresh token may still be valid.
        (
            Access::Protected | Access::Admin,
            Identity::Expired(_) | Identity::UnknownKey | Identity::Invalid,
        ) => return redirect_with_next(paths::REFRESH, uri),
        (Access::Protected | Access::Admin, Identity::Anonymous | Identity::Revoked(_)) => {
            return redirect_with_next(paths::LOGIN, uri);
        }
        (Access::Protected | Access::Admin, Identity::Unconfirmed(_)) => {
            let locale = request.extensions().locale();
            let error = AppError::retry_after(Code::Unavailable, 1);
            return page_or_problem(&error, request.headers(), locale);
        }
        (Access::GuestOnly, Identity::Verified(_)) => {
            let next = next_of(uri);
            return Redirect::to(next.as_ref().map_or(state.start, SafeNext::as_str))
                .into_response();
        }
        (Access::GuestOnly, Identity::Revoked(_)) => {}
        (Access::GuestOnly, _) => {
            if is_after_sign_in(uri) {
                return cookies_blocked(request, next).await;
            }
        }
    }
    next.run(request).await
}

/// Leads back to `here` with an access token that has the role of this moment.
async fn with_new_token(state: &AppState, claims: &Claims, here: &Uri) -> Response {
    match state.domain.renew_access(claims).await {
        Ok(issued) => {
            let cookies = SetCookies::from(state.cookies.set_access(&issued));
            let here = here
                .path_and_query()
                .map_or(paths::HOME, |here| here.as_str());
            (cookies, Redirect::to(here)).into_response()
        }
        Err(error) => error.into_response(),
    }
}

/// Returns the target of a sign-in that came without any cookie.
///
/// It is the sign-in page. With the new cookies that page redirects to `next`; without them it reports that the
/// browser stores no cookies.
pub fn after_sign_in(next: &SafeNext) -> String {
    [&next.append_to(paths::LOGIN), "&", SIGNED_IN].concat()
}

/// Returns the target of a refresh that returned the same tokens again.
pub fn after_repeated_refresh(next: &SafeNext) -> String {
    let separator = if next.as_str().contains('?') {
        '&'
    } else {
        '?'
    };
    format!("{}{separator}{REFRESHED}", next.as_str())
}

/// Returns path and query without the mark of [`after_repeated_refresh`], `None` if there is no mark.
fn without_mark(uri: &Uri) -> Option<SafeNext> {
    let kept = uri.query()?.strip_suffix(REFRESHED)?;
    let (path, kept) = (uri.path(), kept.strip_suffix('&').unwrap_or(kept));
    SafeNext::parse(&if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{kept}")
    })
}

/// Redirects to the document or, if the new cookies are missing again, to the page that says why.
fn after_refresh(here: &SafeNext, identity: &Identity) -> Response {
    match identity {
        Identity::Expired(_) | Identity::UnknownKey | Identity::Invalid => {
            Redirect::to(&after_sign_in(here)).into_response()
        }
        Identity::Verified(_)
        | Identity::Unconfirmed(_)
        | Identity::Anonymous
        | Identity::Revoked(_) => Redirect::to(here.as_str()).into_response(),
    }
}

fn is_after_sign_in(uri: &Uri) -> bool {
    uri.query()
        .is_some_and(|query| query.split('&').any(|pair| pair == SIGNED_IN))
}

async fn cookies_blocked(mut request: Request, next: Next) -> Response {
    let error = AppError::from(Code::CookiesBlocked);
    let status = error.code.status();
    let returned = ReturnedForm::refused(error, BTreeMap::new());
    request.extensions_mut().insert(returned);
    let mut response = next.run(request).await;
    *response.status_mut() = status;
    response
}

/// Redirects (303) to `base`, with `here` as `next`.
pub fn redirect_with_next(base: &str, here: &Uri) -> Response {
    let here = here
        .path_and_query()
        .and_then(|path| SafeNext::parse(path.as_str()));
    Redirect::to(&here.map_or_else(|| base.to_owned(), |here| here.append_to(base))).into_response()
}

/// Returns the `next` of a query if it is a path of this origin.
pub fn next_of(uri: &Uri) -> Option<SafeNext> {
    #[derive(serde::Deserialize)]
    struct Query {
        next: Option<String>,
    }
    let axum::extract::Query(query) = axum::extract::Query::<Query>::try_from_uri(uri).ok()?;
    SafeNext::parse(&query.next?)
}
