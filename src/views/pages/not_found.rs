//! The page for a path that does not exist.

use leptos::prelude::*;

use super::status;
use crate::{
    paths,
    text::Text,
    views::{auth::use_auth, feature::use_product, ui::PageTitle, use_locale},
};

/// Renders the 404 page. A signed-in user is led to the pages of the product, everybody to the start page.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let locale = use_locale();
    status::not_found();
    let is_signed_in = untrack(|| use_auth().person()).is_some();
    let product = use_product().menu.into_iter().filter(|_| is_signed_in);
    let places: Vec<_> = product
        .map(|item| (item.path, (item.name)(locale)))
        .chain([(paths::HOME, locale.t(Text::BackToStart))])
        .enumerate()
        .map(|(place, (path, name))| {
            let class = if place == 0 {
                "button"
            } else {
                "button secondary"
            };
            view! { <a class=class href=path>{name}</a> }
        })
        .collect();
    view! {
        <PageTitle text=Text::NotFoundTitle />
        <section class="page">
            <h1>{locale.t(Text::NotFoundTitle)}</h1>
            <p>{locale.t(Text::NotFoundBody)}</p>
            <p class="next">{places}</p>
        </section>
    }
}
