//! The quiet word that the server is out of reach.

use leptos::prelude::*;

use crate::{
    app::{auth::use_auth, use_locale},
    text::Text,
};

/// Stands there empty, so that it is announced when it says something, and takes no room until it does.
#[component]
pub fn Offline() -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    view! {
        <p class="offline" role="status">
            {move || (!auth.is_reachable()).then(|| locale.t(Text::OfflineNotice))}
        </p>
    }
}
