//! What a plain form has just done, told once by the page that follows: in a cookie that the page takes away.

use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, HeaderValue, header};

use super::{AppState, cookies};

const COOKIE: &str = "lk_done";
/// How long it waits for the page, in seconds.
const LIFE: u32 = 60;
const LONGEST: usize = 80;

/// Leads to `path`, whose page is told `done`: a word, a colon and an id.
pub fn redirect(state: &AppState, path: &str, done: &str) -> Response {
    let mut response = Redirect::to(path).into_response();
    let secure = state.cookies.flags();
    let cookie = format!("{COOKIE}={done}; Path=/; Max-Age={LIFE}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Returns what the form of the request before has done.
pub fn read(headers: &HeaderMap) -> Option<String> {
    let is_plain = |letter: u8| letter.is_ascii_alphanumeric() || b":-_".contains(&letter);
    cookies::value(headers, COOKIE)
        .filter(|done| done.len() <= LONGEST && done.bytes().all(is_plain))
        .map(str::to_owned)
}

/// Returns the `Set-Cookie` value that takes it away.
pub fn taken() -> HeaderValue {
    HeaderValue::from_static("lk_done=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
}
