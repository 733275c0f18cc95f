//! The document's title.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    text::{Text, Translate},
    views::use_locale,
};

/// Renders `<title>`: the page's name, then the product's.
#[component]
pub fn PageTitle<T: Translate + 'static>(text: T) -> impl IntoView {
    let locale = use_locale();
    view! { <Title text=format!("{} · {}", locale.t(text), locale.t(Text::Product)) /> }
}
