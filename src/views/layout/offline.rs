//! The quiet word that the server is out of reach.

use leptos::prelude::*;

use crate::{
    text::Text,
    views::{auth::use_auth, use_locale},
};

/// Says so to whoever is signed in. The live region stands there empty, so that what appears in it is announced.
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
