//! The cookie of a browser that has asked for a one-time code: it binds the digits to this browser (ASVS 6.6.2), and holds the address
//! as it was typed, for the page to show.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderValue};

use super::{AppState, cookies};
use crate::{rules::one_time_code::LIFE, services::Asked};

/// Returns the token in the cookie, unverified.
pub fn token<'a>(state: &AppState, headers: &'a HeaderMap) -> Option<&'a str> {
    let (token, _) = cookies::value(headers, name(state))?.split_once('.')?;
    Some(token)
}

/// Returns the address in the cookie, to be shown to this browser alone.
pub fn address(state: &AppState, headers: &HeaderMap) -> Option<String> {
    let (_, address) = cookies::value(headers, name(state))?.split_once('.')?;
    let address = URL_SAFE_NO_PAD.decode(address).ok()?;
    String::from_utf8(address)
        .ok()
        .filter(|address| address.len() <= 254)
}

/// Returns the `Set-Cookie` value for a browser that has asked.
pub fn set(state: &AppState, asked: &Asked) -> Option<HeaderValue> {
    let address = URL_SAFE_NO_PAD.encode(&asked.email);
    cookie(state, &format!("{}.{address}", asked.token), LIFE / 1000)
}

/// Returns the `Set-Cookie` value that takes it away.
pub fn taken(state: &AppState) -> Option<HeaderValue> {
    cookie(state, "", 0)
}

fn cookie(state: &AppState, value: &str, life: i64) -> Option<HeaderValue> {
    let (name, secure) = (name(state), state.cookies.flags());
    let cookie = format!("{name}={value}; Path=/; Max-Age={life}; SameSite=Lax; HttpOnly{secure}");
    HeaderValue::from_str(&cookie).ok()
}

fn name(state: &AppState) -> &'static str {
    if state.config.network.base_url.is_https() {
        "__Host-lk_asked"
    } else {
        "lk_asked"
    }
}
