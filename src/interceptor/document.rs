//! What the interceptor writes on `<html>` for styles and tests.

use std::cell::Cell;

use leptos::prelude::{document, window};
use web_sys::PerformanceNavigation;

thread_local! {
    static LEFT_BEHIND: Cell<bool> = const { Cell::new(false) };
}

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
    let rendered_for = document()
        .document_element()
        .and_then(|html| html.get_attribute("data-path"));
    let stands_at = window().location().pathname().ok();
    rendered_for == stands_at
}

/// Loads the document of this place. Once: where that is not the right one either, a plain page is better than a loop. Returns whether it
/// does.
pub fn load_in_place() -> bool {
    let reloaded = window().performance().is_some_and(|performance| {
        performance.navigation().type_() == PerformanceNavigation::TYPE_RELOAD
    });
    let loads = !reloaded && window().location().reload().is_ok();
    LEFT_BEHIND.set(loads);
    loads
}

/// Leaves this document, with all that it holds of the person, for a new one: of `path`, or, without a step in the history, of this place.
pub fn leave_document(path: Option<&str>) {
    if LEFT_BEHIND.replace(true) {
        return;
    }
    if let Some(body) = document().body() {
        // The new one may take its time.
        body.set_inner_html("");
    }
    let location = window().location();
    let here = || location.replace(&format!("{}{}", location.pathname()?, location.search()?));
    // It can fail only where the page is going away.
    drop(path.map_or_else(here, |path| location.assign(path)));
}

/// Loads this place anew where the way back has led to a document that was left.
pub fn load_if_left() {
    if is_left_behind() {
        // It can fail only where the page is going away.
        drop(window().location().reload());
    }
}

/// A plain form of this page is on its way to the next document: nothing may come between.
pub fn leave_by_form() {
    LEFT_BEHIND.set(true);
}

/// Whether another document is on its way to replace this one.
pub fn is_left_behind() -> bool {
    LEFT_BEHIND.get()
}

fn set(name: &str, value: &str) {
    if let Some(html) = document().document_element() {
        // Setting an attribute of a valid name cannot fail.
        let _ = html.set_attribute(name, value);
    }
}
