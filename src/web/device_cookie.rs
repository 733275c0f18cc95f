//! The cookie that records which accounts have signed in from a browser: [`crate::rules::known_device`]. It survives a
//! sign-out, grants no access, and only relaxes the limits on failed sign-ins.

use http::{HeaderMap, HeaderValue};

use super::{AppState, cookies};
use crate::{
    rules::known_device::LIFE,
    services::{ClientInfo, Issued},
};

/// Returns the client with its device cookie.
pub fn of(state: &AppState, device: ClientInfo, headers: &HeaderMap) -> ClientInfo {
    device.with_cookie(cookies::value(headers, name(state)))
}

/// Returns the `Set-Cookie` value after a sign-in.
pub fn set(state: &AppState, issued: &Issued) -> Option<HeaderValue> {
    let secure = state.cookies.flags();
    let value = issued.device_cookie.as_deref()?;
    let cookie = format!(
        "{}={value}; Path=/; Max-Age={LIFE}; SameSite=Lax; HttpOnly{secure}",
        name(state)
    );
    HeaderValue::from_str(&cookie).ok()
}

fn name(state: &AppState) -> &'static str {
    if state.config.network.base_url.is_https() {
        "__Host-lk_device"
    } else {
        "lk_device"
    }
}
