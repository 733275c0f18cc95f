//! The notice that the server is unreachable.

use leptos::prelude::*;

use super::notice::Notice;
use crate::{text::Text, views::auth::use_auth};

/// Renders the notice for a signed-in user.
#[component]
pub fn Offline() -> impl IntoView {
    let auth = use_auth();
    let away = Memo::new(move |_| auth.is_signed_in() && !auth.is_reachable());
    view! { <Notice shown=away.into() class="offline" text=Text::OfflineNotice /> }
}
