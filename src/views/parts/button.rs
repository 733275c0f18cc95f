//! The button that sends a form.

use leptos::prelude::*;

use crate::{text::Text, views::use_locale};

/// Keeps its name and the focus while the answer is under way; `disabled` would drop the focus.
#[component]
pub fn Submit(
    /// What it says.
    label: Text,
    /// Whether an answer is under way.
    #[prop(into)]
    pending: Signal<bool>,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <button class="button" aria-disabled=move || pending.get().then_some("true")>
            {locale.t(label)}
        </button>
    }
}
