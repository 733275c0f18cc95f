//! The submit button of a form.

use leptos::prelude::*;

/// Renders a submit button. It keeps its name and the focus while the request is pending; `disabled` would drop the
/// focus.
#[component]
pub fn Submit(
    /// The text of the button.
    label: &'static str,
    /// Whether the request of this button is pending.
    #[prop(into)]
    pending: Signal<bool>,
) -> impl IntoView {
    view! {
        <button class="button" aria-disabled=move || pending.get().then_some("true") aria-busy=move || pending.get().then_some("true")>
            {label}
        </button>
    }
}
