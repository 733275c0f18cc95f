//! A notice at the edge of the page.

use leptos::prelude::*;

use crate::{
    text::Text,
    views::{ui::dynamic, use_locale},
};

/// Renders the notice while it is shown. The live region exists while empty, so that its content is announced when it
/// appears.
#[component]
pub fn Notice(shown: Signal<bool>, class: &'static str, text: Text) -> impl IntoView {
    let locale = use_locale();
    view! {
        <div aria-live="polite">
            {dynamic(move || {
                shown
                    .get()
                    .then(|| {
                        view! {
                            <p class=class role="status">
                                {locale.t(text)}
                            </p>
                        }
                    })
            })}
        </div>
    }
}
