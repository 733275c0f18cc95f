//! The HTTP status of the page that is being rendered.

use http::StatusCode;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// Answers 404 with this page. Without a response (the list of routes is made at the start) there is nothing to set.
pub fn not_found() {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::NOT_FOUND);
    }
}
