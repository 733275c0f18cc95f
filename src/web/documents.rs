//! Which documents are served to whom. Decided before anything is rendered, so that the first HTML is right and a redirect is one.

use std::collections::BTreeMap;

use axum::{
    extract::{Request, State},
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
    session::Role,
    views::page_state::FormFailure,
};

use super::{AppState, facts::Facts as _, problem::page_or_problem, render};

/// What the address of the sign-in page says right after a sign-in.
const SIGNED_IN: &str = "signed-in=1";
/// What the address of a document says after a refresh that handed out the same tokens once more: the answer before it may not have
/// arrived, or its cookies were not kept.
const REFRESHED: &str = "refreshed=1";

/// Answers a path that browsers could take for another host (`//host`, `/\host`, encoded or not) as not there, and leads one that ends with
/// a slash to the same without it. Nothing is rendered for either.
pub async fn tidy(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let decoded = path
        .to_ascii_lowercase()
        .replace("%2f", "/")
        .replace("%5c", "\\");
    if decoded.starts_with("//") || decoded.contains('\\') {
        return Code::NotFound.into_response();
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
        return Redirect::permanent(&format!("{}{query}", path.trim_end_matches('/')))
            .into_response();
    }
    next.run(request).await
}

/// Answers a document by who may see its page: sends who has no session to sign in, whose access token has run out to the refresh
/// endpoint and back, and who is signed in past the sign-in page. An administrator's page is not there for anybody else.
pub async fn guard(State(state): State<AppState>, request: Request, next: Next) -> Response {
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
            if claims.role != Role::Admin {
                return render::missing(&state, request).await;
            }
        }
        // Of a token that is damaged the refresh token may know more.
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

/// Where a sign-in leads that came without any cookie: with the new ones straight on to `next`, or, from a browser that has kept none,
/// back to the sign-in page, which then can tell.
pub fn after_sign_in(next: &SafeNext) -> String {
    [&next.append_to(paths::LOGIN), "&", SIGNED_IN].concat()
}

/// Where a refresh leads that handed out the same tokens once more.
pub fn after_repeated_refresh(next: &SafeNext) -> String {
    let separator = if next.as_str().contains('?') {
        '&'
    } else {
        '?'
    };
    format!("{}{separator}{REFRESHED}", next.as_str())
}

/// Path and query without the mark of [`after_repeated_refresh`]; `None` where it is not there.
fn without_mark(uri: &Uri) -> Option<SafeNext> {
    let kept = uri.query()?.strip_suffix(REFRESHED)?;
    let (path, kept) = (uri.path(), kept.strip_suffix('&').unwrap_or(kept));
    SafeNext::parse(&if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{kept}")
    })
}

/// Goes on to the document, or, where the cookies have not arrived once more, to the page that says why.
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
    request.extensions_mut().insert(FormFailure {
        error,
        typed: BTreeMap::new(),
    });
    let mut response = next.run(request).await;
    *response.status_mut() = status;
    response
}

/// 303 to `base`, to come back to `here` afterwards.
pub fn redirect_with_next(base: &str, here: &Uri) -> Response {
    let here = here
        .path_and_query()
        .and_then(|path| SafeNext::parse(path.as_str()));
    Redirect::to(&here.map_or_else(|| base.to_owned(), |here| here.append_to(base))).into_response()
}

/// The `next` of a query, if it is a path of this origin.
pub fn next_of(uri: &Uri) -> Option<SafeNext> {
    #[derive(serde::Deserialize)]
    struct Query {
        next: Option<String>,
    }
    let axum::extract::Query(query) = axum::extract::Query::<Query>::try_from_uri(uri).ok()?;
    SafeNext::parse(&query.next?)
}
