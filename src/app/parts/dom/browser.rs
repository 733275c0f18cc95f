//! Focus, full loads and local time, in the browser.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, HtmlElement};

use crate::text::Locale;

/// Moves the focus to the element with this id, if it is there.
pub fn focus(id: &str) {
    if let Some(element) = document().and_then(|page| page.get_element_by_id(id)).and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        // It can fail only where the element cannot be focused, and then nothing was to be done.
        drop(element.focus());
    }
}

/// Whether the focus is on or inside the element with this id.
pub fn holds_focus(id: &str) -> bool {
    let Some(page) = document() else { return false };
    let active = page.active_element();
    page.get_element_by_id(id).is_some_and(|element| element.contains(active.as_deref()))
}

/// Leaves this document for `path`: whatever it holds of the person is gone.
pub fn load(path: &str) {
    if let Some(window) = web_sys::window() {
        drop(window.location().assign(path));
    }
}

/// The RFC 3339 time `at` in the person's own time zone.
pub fn local_time(at: &str, locale: Locale) -> Option<String> {
    // British English, for the order in which the server writes a date.
    let (tag, options) = match locale {
        Locale::English => ("en-GB", r#"{"dateStyle":"medium","timeStyle":"short"}"#),
        Locale::Korean => ("ko-KR", r#"{"dateStyle":"long","timeStyle":"short","hourCycle":"h23"}"#),
    };
    let date = js_sys::Date::new(&JsValue::from_str(at));
    let known = !date.get_time().is_nan();
    known.then(|| js_sys::JSON::parse(options).ok().map(|options| date.to_locale_string(tag, &options).into())).flatten()
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}
