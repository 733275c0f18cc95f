//! What the interceptor writes on `<html>` for styles and tests.

use leptos::prelude::document;

/// Keeps `data-auth` true to the auth context.
pub fn mark_document(auth: &str) {
    set("data-auth", auth);
}

/// Says that hydration is done: every control answers from now on.
pub fn mark_hydrated() {
    set("data-hydrated", "true");
}

fn set(name: &str, value: &str) {
    if let Some(html) = document().document_element() {
        // Setting an attribute of a valid name cannot fail.
        let _ = html.set_attribute(name, value);
    }
}
