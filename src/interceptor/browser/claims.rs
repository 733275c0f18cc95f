//! The claims cookie: the one source of truth that all tabs share. Reading it proves nothing and needs no request.

use js_sys::{JSON, Reflect, decode_uri_component, escape};
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::HtmlDocument;

use crate::session::{Role, Session};

/// The cookie's name over http; over https it carries the `__Host-` prefix.
const NAME: &str = "lk_claims";

/// The cookie that names the session which this browser has left last: signed out of, or signed in over.
const LEFT: &str = "lk_signed_out";

/// `header.payload` of the access token that the browser holds now.
pub fn current() -> Option<String> {
    cookie(NAME)
}

/// The session that this browser has left last, as the server's answer says, whatever sent the request.
pub fn left() -> Option<String> {
    cookie(LEFT)
}

fn cookie(wanted: &str) -> Option<String> {
    let cookies = page()?.cookie().ok()?;
    // Over https a cookie without the prefix may have been planted by a page of a sister subdomain.
    let prefix = if window()
        .location()
        .protocol()
        .is_ok_and(|protocol| protocol == "https:")
    {
        "__Host-"
    } else {
        ""
    };
    cookies.split(';').find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        let ours = name.strip_prefix(prefix) == Some(wanted);
        (ours && !value.is_empty()).then(|| value.to_owned())
    })
}

/// The session that `cookie` speaks of, with the whole life of its token as what is left. Proves nothing: the signature is elsewhere.
///
/// Read by the browser's own means, which are here already.
pub fn session(cookie: &str) -> Option<Session> {
    let (_, payload) = cookie.split_once('.')?;
    let bytes = window()
        .atob(&payload.replace('-', "+").replace('_', "/"))
        .ok()?;
    // `atob` gives a character for each byte of the UTF-8; the two turn them into the characters that are meant.
    let json = decode_uri_component(&String::from(escape(&bytes))).ok()?;
    let claims = JSON::parse(&String::from(json)).ok()?;
    let claim = |name: &str| Reflect::get(&claims, &name.into()).ok();
    let text = |name| claim(name)?.as_string();
    let number = |name| claim(name)?.as_f64();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Some(Session {
        user_id: text("sub")?,
        email: text("email")?,
        name: text("name")?,
        role: if text("role")? == Role::Admin.as_str() {
            Role::Admin
        } else {
            Role::User
        },
        session_id: text("sid")?,
        generation: number("gen")? as u64,
        expires_in: (number("exp")? - number("iat")?) as u32,
    })
}

/// The session that the browser holds now.
pub fn read() -> Option<Session> {
    session(&current()?)
}

/// Takes the cookie away: for one that an answer to a signed-out session has brought back.
pub fn remove() {
    if let Some(page) = page() {
        for flags in [
            "lk_claims=; Path=/; Max-Age=0",
            "__Host-lk_claims=; Path=/; Max-Age=0; Secure",
        ] {
            // Without cookies there is none to take away.
            drop(page.set_cookie(flags));
        }
    }
}

fn page() -> Option<HtmlDocument> {
    document().dyn_into().ok()
}
