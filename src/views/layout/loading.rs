//! The notice that the next page is on its way.

use leptos::prelude::*;

use crate::{
    text::Text,
    views::{lazy, use_locale},
};

/// Renders the notice while a navigation waits for the code of its page. The style shows it only after a moment. The live
/// region exists while empty, so that its content is announced when it appears.
#[component]
pub fn Loading() -> impl IntoView {
    let locale = use_locale();
    view! {
        <div aria-live="polite">
            {move || {
                lazy::is_waiting()
                    .then(|| {
                        view! {
                            <p class="loading" role="status">
                                {locale.t(Text::Loading)}
                            </p>
                        }
                    })
            }}
        </div>
    }
}
