//! The cookies that script may read: the claims, the one source of truth that all tabs share, and the session that was left last.

use js_sys::{JSON, Reflect, decode_uri_component, escape};
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::HtmlDocument;

use crate::{
    ids::SessionId,
    interceptor::session::ClaimsCookie,
    session::{Generation, Role, Session},
};

/// The cookie's name over http; over https it carries the `__Host-` prefix.
const CLAIMS: &str = "lk_claims";

/// The cookie that names the session which this browser has left last: signed out of, or signed in over.
const SIGNED_OUT: &str = "lk_signed_out";

/// Reads the claims cookie, and which session this browser has left last.
pub fn read() -> (Option<ClaimsCookie>, Option<SessionId>) {
    let Some(cookies) = page().and_then(|page| page.cookie().ok()) else {
        return (None, None);
    };
    let claims = find(&cookies, CLAIMS).map(|raw| ClaimsCookie {
        session: session(&raw),
        raw,
    });
    (claims, find(&cookies, SIGNED_OUT).map(SessionId::from))
}

fn find(cookies: &str, wanted: &str) -> Option<String> {
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

/// Returns the session that `cookie` names, with the token's whole lifetime as what remains. Proves nothing: the signature is elsewhere.
///
/// Read by the browser's own means, which are here already.
fn session(cookie: &str) -> Option<Session> {
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
        user_id: text("sub")?.into(),
        email: text("email")?,
        name: text("name")?,
        role: if text("role")? == Role::Admin.as_str() {
            Role::Admin
        } else {
            Role::User
        },
        session_id: text("sid")?.into(),
        generation: Generation::new(number("gen")? as u64),
        expires_in: (number("exp")? - number("iat")?) as u32,
    })
}

/// Removes the claims cookie.
pub fn remove_claims() {
    if let Some(page) = page() {
        for flags in [
            "lk_claims=; Path=/; Max-Age=0",
            "__Host-lk_claims=; Path=/; Max-Age=0; Secure",
        ] {
            // Without cookies there is none to remove.
            drop(page.set_cookie(flags));
        }
    }
}

fn page() -> Option<HtmlDocument> {
    document().dyn_into().ok()
}
