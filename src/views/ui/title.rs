//! The title of the document.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    text::{Text, Translate},
    views::use_locale,
};

/// `<title>`: the page, then the product.
#[component]
pub fn PageTitle<T: Translate + 'static>(text: T) -> impl IntoView {
    let locale = use_locale();
    view! { <Title text=format!("{} · {}", locale.t(text), locale.t(Text::Product)) /> }
}
