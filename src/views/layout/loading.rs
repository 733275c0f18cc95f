//! The notice that the next page is on its way.

use leptos::prelude::*;

use super::notice::Notice;
use crate::{text::Text, views::lazy};

/// Renders the notice while a navigation waits for the code of its page. The style shows it only after a moment.
#[component]
pub fn Loading() -> impl IntoView {
    view! { <Notice shown=lazy::use_waiting() class="loading" text=Text::Loading /> }
}
