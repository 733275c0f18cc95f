//! The notice that the server is unreachable.

use leptos::prelude::*;

use crate::{
    text::Text,
    views::{auth::use_auth, use_locale},
};

/// Renders the notice for a signed-in user. The live region exists while empty, so that its content is announced when
/// it appears.
#[component]
pub fn Offline() -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let away = Memo::new(move |_| auth.is_signed_in() && !auth.is_reachable());
    view! {
        <div aria-live="polite">
            {move || {
                away.get()
                    .then(|| {
                        view! {
                            <p class="offline" role="status">
                                {locale.t(Text::OfflineNotice)}
                            </p>
                        }
                    })
            }}
        </div>
    }
}
