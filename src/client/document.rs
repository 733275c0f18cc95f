//! What the interceptor writes on `<html>` for styles and tests.

use leptos::prelude::{document, window};
use web_sys::PerformanceNavigation;

/// Keeps `data-auth` true to the auth context.
pub fn mark_document(auth: &str) {
    set("data-auth", auth);
}

/// Says that hydration is done: every control answers from now on.
pub fn mark_hydrated() {
    set("data-hydrated", "true");
}

/// Whether this document was rendered for the place where it stands. Going back or forward before hydration can move the address
/// under it, and then there is nothing to hydrate: the views of one place would look for their elements in the page of another.
pub fn is_in_place() -> bool {
    let rendered_for = document().document_element().and_then(|html| html.get_attribute("data-path"));
    let stands_at = window().location().pathname().ok();
    rendered_for == stands_at
}

/// Loads the document of this place. Once: where that is not rendered for it either, a plain page is better than a loop.
pub fn load_in_place() {
    let reloaded = window().performance().is_some_and(|performance| performance.navigation().type_() == PerformanceNavigation::TYPE_RELOAD);
    if !reloaded {
        // Nothing is left to be done where it fails: the plain page works.
        let _ = window().location().reload();
    }
}

fn set(name: &str, value: &str) {
    if let Some(html) = document().document_element() {
        // Setting an attribute of a valid name cannot fail.
        let _ = html.set_attribute(name, value);
    }
}
