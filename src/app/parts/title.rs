//! The title of the document.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{app::use_locale, text::Text};

/// `<title>`: the page, then the product.
#[component]
pub fn PageTitle(text: Text) -> impl IntoView {
    let locale = use_locale();
    view! { <Title text=format!("{} · {}", locale.t(text), locale.t(Text::Product)) /> }
}
