//! The logo: a key. `public/favicon.svg` is the same drawing.

use leptos::prelude::*;

/// Renders the key as a decoration beside the product's name.
#[component]
pub fn Logo() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
            <circle cx="7.5" cy="12" r="4.5" />
            <path d="M12 12h10M17.5 12v4M21 12v3" />
        </svg>
    }
}
