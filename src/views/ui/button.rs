//! The button that sends a form.

use leptos::prelude::*;

/// Keeps its name and the focus while the answer is under way; `disabled` would drop the focus.
#[component]
pub fn Submit(
    /// What it says.
    label: &'static str,
    /// Whether an answer is under way.
    #[prop(into)]
    pending: Signal<bool>,
) -> impl IntoView {
    view! {
        <button class="button" aria-disabled=move || pending.get().then_some("true")>
            {label}
        </button>
    }
}
