//! The claims cookie: the one source of truth that all tabs share. Reading it proves nothing and needs no request.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlDocument;

use crate::session::Claims;

/// The cookie's name over http; over https it carries the `__Host-` prefix.
const NAME: &str = "lk_claims";

/// `header.payload` of the access token that the browser holds now.
pub fn current() -> Option<String> {
    let cookies = page()?.cookie().ok()?;
    cookies.split(';').find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        let ours = name.strip_prefix("__Host-").unwrap_or(name) == NAME;
        (ours && !value.is_empty()).then(|| value.to_owned())
    })
}

/// The claims that the browser holds now.
pub fn read() -> Option<Claims> {
    Claims::read(&current()?)
}

/// Takes the cookie away: for one that an answer to a signed-out session has brought back.
pub fn remove() {
    if let Some(page) = page() {
        for flags in ["lk_claims=; Path=/; Max-Age=0", "__Host-lk_claims=; Path=/; Max-Age=0; Secure"] {
            // Without cookies there is none to take away.
            drop(page.set_cookie(flags));
        }
    }
}

fn page() -> Option<HtmlDocument> {
    document().dyn_into().ok()
}
