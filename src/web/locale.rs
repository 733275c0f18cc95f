//! The language of a request: `?lang=`, else the cookie, else `Accept-Language`, else English.

use axum::{extract::Request, response::Response};
use http::{HeaderMap, HeaderValue, Uri, header};

use super::{AppState, cookies};
use crate::text::Locale;

/// The cookie that stores the choice for a year.
const COOKIE: &str = "lk_lang";

/// Puts the [`Locale`] into the request's extensions. Returns it if `?lang=` chooses it.
pub fn choose(request: &mut Request) -> Option<Locale> {
    let chosen = from_query(request.uri());
    let locale = chosen
        .or_else(|| from_headers(request.headers()))
        .unwrap_or_default();
    request.extensions_mut().insert(locale);
    chosen
}

/// Stores a choice in the cookie.
pub fn store(chosen: Locale, state: &AppState, response: &mut Response) {
    if is_cacheable(response) {
        return;
    }
    let secure = state.cookies.flags();
    let cookie = format!(
        "{COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax{secure}",
        chosen.tag()
    );
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Returns whether a shared cache may store the response. Such a response must not set a cookie of one user.
fn is_cacheable(response: &Response) -> bool {
    response
        .headers()
        .get(header::CACHE_CONTROL)
        .is_some_and(|control| {
            control
                .to_str()
                .is_ok_and(|control| control.contains("public"))
        })
}

fn from_query(uri: &Uri) -> Option<Locale> {
    uri.query()?
        .split('&')
        .find_map(|pair| Locale::from_tag(pair.strip_prefix("lang=")?))
}

fn from_headers(headers: &HeaderMap) -> Option<Locale> {
    let accepted = || headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok();
    cookies::value(headers, COOKIE)
        .and_then(Locale::from_tag)
        .or_else(|| Locale::from_accept_language(accepted()?))
}
