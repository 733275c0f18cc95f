//! Access to the document: focus, fields, visibility, local time, downloads. Browser implementation.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Blob, BlobPropertyBag, Document, Element, HtmlAnchorElement, HtmlDocument, HtmlElement,
    HtmlInputElement, HtmlTextAreaElement, Url, VisibilityState,
};

use crate::form_fields::TYPED_FIELDS;

/// Moves the focus to the element with this id, if it exists.
pub fn focus(id: &str) {
    take_focus(document().and_then(|page| page.get_element_by_id(id)));
}

/// Moves the focus to what `selector` finds first in the element with this id, if there is one.
pub fn focus_in(id: &str, selector: &str) {
    let place = document().and_then(|page| page.get_element_by_id(id));
    take_focus(place.and_then(|place| place.query_selector(selector).ok()?));
}

fn take_focus(element: Option<Element>) {
    if let Some(element) = element.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        // Fails only when the element cannot take the focus; there is nothing to recover.
        drop(element.focus());
    }
}

/// Returns whether the focus is on or inside the element with this id.
pub fn holds_focus(id: &str) -> bool {
    let Some(page) = document() else { return false };
    let active = page.active_element();
    page.get_element_by_id(id)
        .is_some_and(|element| element.contains(active.as_deref()))
}

/// Empties the text area with this id if its value is still `text`.
pub fn clear_text(id: &str, text: &str) {
    if let Some(field) = text_area(id).filter(|field| field.value() == text) {
        field.set_value("");
    }
}

/// Returns the value of the text area with this id.
pub fn text_of(id: &str) -> Option<String> {
    text_area(id).map(|field| field.value())
}

/// Sets the value of the input with this id.
pub fn set_input(id: &str, value: &str) {
    if let Some(input) = input(id) {
        input.set_value(value);
    }
}

/// Sets the value of the text area with this id if it is empty.
pub fn fill_empty(id: &str, text: &str) {
    if let Some(field) = text_area(id).filter(|field| field.value().is_empty()) {
        field.set_value(text);
    }
}

/// Adds a text to the text area with this id, below what is in it.
pub fn append_text(id: &str, text: &str) {
    if let Some(field) = text_area(id) {
        let before = field.value();
        let gap = if before.is_empty() { "" } else { "\n\n" };
        field.set_value(&[&before, gap, text].concat());
    }
}

/// Closes the popover with this id, if it is open.
pub fn hide_popover(id: &str) {
    if let Some(popover) = document()
        .and_then(|page| page.get_element_by_id(id))
        .and_then(|found| found.dyn_into::<HtmlElement>().ok())
    {
        // Fails only where the browser has no popovers.
        drop(popover.hide_popover());
    }
}

/// Returns whether the focus is where text is typed.
pub fn is_typing() -> bool {
    let active = document().and_then(|page| page.active_element());
    active.is_some_and(|active| active.matches("input, textarea").unwrap_or(false))
}

/// Keeps the value of the input with this id for the next document of this tab.
fn keep_typed(id: &str) {
    let value = input(id).map(|input| input.value());
    if let (Some(storage), Some(value)) =
        (session_storage(), value.filter(|value| !value.is_empty()))
    {
        // Fails where the browser stores nothing.
        drop(storage.set_item(id, &value));
    }
}

/// Keeps what was typed into the page's form for the next document of this tab. Never a password.
pub fn keep_typed_form() {
    for id in TYPED_FIELDS {
        keep_typed(id);
    }
}

/// Fills the input with this id, if nobody has typed into it, with what was kept for this document.
pub fn fill_typed(id: &str) {
    let kept = session_storage().and_then(|storage| {
        let kept = storage.get_item(id).ok().flatten();
        drop(storage.remove_item(id));
        kept
    });
    if let (Some(input), Some(kept)) = (
        input(id).filter(|input| input.value() == input.default_value()),
        kept,
    ) {
        input.set_value(&kept);
    }
}

fn session_storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}

fn input(id: &str) -> Option<HtmlInputElement> {
    document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Returns whether the page is visible: not in a background tab or a minimised window.
pub fn is_visible() -> bool {
    document().is_some_and(|page| page.visibility_state() == VisibilityState::Visible)
}

/// Returns the current time in seconds since the Unix epoch.
pub fn now() -> f64 {
    js_sys::Date::now() / 1_000.0
}

/// Returns the offset of the browser's time zone from UTC at a time, both in seconds.
pub fn utc_offset(at: i64) -> Option<i32> {
    #[allow(clippy::cast_precision_loss)]
    let date = js_sys::Date::new(&JsValue::from_f64(at as f64 * 1_000.0));
    let minutes = date.get_timezone_offset();
    #[allow(clippy::cast_possible_truncation)]
    let seconds = (minutes * -60.0) as i32;
    (!minutes.is_nan()).then_some(seconds)
}

/// Keeps a choice of the user in a cookie for a year.
pub fn keep_choice(name: &str, value: &str) {
    let page = document().and_then(|page| page.dyn_into::<HtmlDocument>().ok());
    if let Some(page) = page {
        let is_https = page.url().is_ok_and(|url| url.starts_with("https:"));
        let secure = if is_https { "; Secure" } else { "" };
        drop(page.set_cookie(&format!(
            "{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax{secure}"
        )));
    }
}

/// Returns a form id that is unique for its user. It is not a secret: `crypto.randomUUID` is missing on pages served
/// over plain HTTP.
pub fn new_key() -> String {
    format!(
        "{:x}-{:x}",
        js_sys::Date::now() as u64,
        (js_sys::Math::random() * 9e15) as u64
    )
}

/// Sets an attribute of `<html>`, or removes it.
pub fn mark_root(name: &str, value: Option<&str>) {
    if let Some(root) = document().and_then(|page| page.document_element()) {
        drop(match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        });
    }
}

/// Navigates to `path` by loading a new document.
pub fn load(path: &str) {
    if let Some(window) = web_sys::window() {
        drop(window.location().assign(path));
    }
}

/// Offers `json` to the user as a file download.
pub fn save(name: &str, json: &str) {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/json");
    let parts = js_sys::Array::of1(&JsValue::from_str(json));
    let Ok(file) = Blob::new_with_str_sequence_and_options(&parts, &kind) else {
        return;
    };
    let Ok(address) = Url::create_object_url_with_blob(&file) else {
        return;
    };
    if let Some(link) = document()
        .and_then(|page| page.create_element("a").ok())
        .and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok())
    {
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    // Fails only when there is no object URL left to revoke.
    drop(Url::revoke_object_url(&address));
}

fn text_area(id: &str) -> Option<HtmlTextAreaElement> {
    document()?.get_element_by_id(id)?.dyn_into().ok()
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}
