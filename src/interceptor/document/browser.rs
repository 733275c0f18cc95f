//! The document in the browser.

use leptos::prelude::{document, window};
use wasm_bindgen::JsValue;
use web_sys::{Element, PerformanceNavigation};

/// Marks a document that another one is on its way to replace. The back/forward cache keeps it with the document.
const LEFT: &str = "data-left";

/// Keeps `data-auth` true to the auth context.
pub fn mark_document(auth: &str) {
    mark("data-auth", auth);
}

/// Says that hydration is done: every control answers from now on.
pub fn mark_hydrated() {
    mark("data-hydrated", "true");
}

/// Returns whether this document was rendered for the place where it stands. Going back or forward before hydration can move the address
/// under it, and then there is nothing to hydrate: the views of one place would look for their elements in the page of another.
pub fn is_in_place() -> bool {
    let rendered_for = html().and_then(|html| html.get_attribute("data-path"));
    let stands_at = window().location().pathname().ok();
    rendered_for == stands_at
}

/// Returns whether this document cannot be hydrated without the code that is fetched for its page.
pub fn is_lazy() -> bool {
    html().is_some_and(|html| html.has_attribute("data-lazy"))
}

/// Loads the document of this place. Once: where that is not the right one either, a plain page is better than a loop. Returns whether it
/// does.
pub fn load_in_place() -> bool {
    let reloaded = window().performance().is_some_and(|performance| {
        performance.navigation().type_() == PerformanceNavigation::TYPE_RELOAD
    });
    let loads = !reloaded && window().location().reload().is_ok();
    if loads {
        mark(LEFT, "true");
    }
    loads
}

/// Leaves this document, with all that it holds of the user, for a new one: of `path`, or, without a step in the history, of this place.
pub fn leave_document(path: Option<&str>) {
    if is_left_behind() {
        return;
    }
    mark(LEFT, "true");
    if let Some(body) = document().body() {
        // The new one may take its time.
        body.set_inner_html("");
    }
    // It can fail only where the page is going away.
    drop(path.map_or_else(replace_in_place, |path| window().location().assign(path)));
}

/// Loads the document of this place anew, at its fragment. To its own address with a fragment a browser only scrolls, so the address
/// differs for a moment, by an empty query.
fn replace_in_place() -> Result<(), JsValue> {
    let location = window().location();
    let (path, query, fragment) = (location.pathname()?, location.search()?, location.hash()?);
    let place = [path.as_str(), &query, &fragment].concat();
    if !fragment.is_empty() {
        window()
            .history()?
            .replace_state_with_url(&JsValue::NULL, "", Some(&(path + "?")))?;
    }
    location.replace(&place)
}

/// Loads this place anew where the way back has led to a document that was left.
pub fn load_if_left() {
    if is_left_behind() {
        // It can fail only where the page is going away.
        drop(window().location().reload());
    }
}

/// Lets a plain form of this page lead to the next document: nothing may come between.
pub fn leave_by_form() {
    mark(LEFT, "true");
}

/// Returns whether another document is on its way to replace this one.
pub fn is_left_behind() -> bool {
    html().is_some_and(|html| html.has_attribute(LEFT))
}

fn mark(name: &str, value: &str) {
    if let Some(html) = html() {
        // Setting an attribute of a valid name cannot fail.
        drop(html.set_attribute(name, value));
    }
}

fn html() -> Option<Element> {
    document().document_element()
}
