//! The footer of every page: the languages and the colour schemes.

use leptos::prelude::*;

use super::{Languages, Themes};
use crate::{text::Text, views::use_locale};

/// Renders the footer.
#[component]
pub fn Footer() -> impl IntoView {
    let locale = use_locale();
    view! {
        <footer class="site-footer">
            <p>{locale.t(Text::Tagline)}</p>
            <Languages />
            <Themes />
        </footer>
    }
}
