//! The page for a path that does not exist.

use leptos::prelude::*;

use super::status;
use crate::{
    paths,
    text::Text,
    views::{ui::PageTitle, use_locale},
};

/// Renders the 404 page.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let locale = use_locale();
    status::not_found();
    view! {
        <PageTitle text=Text::NotFoundTitle />
        <section class="page">
            <h1>{locale.t(Text::NotFoundTitle)}</h1>
            <p>{locale.t(Text::NotFoundBody)}</p>
            <p>
                <a class="button" href=paths::HOME>
                    {locale.t(Text::BackToStart)}
                </a>
            </p>
        </section>
    }
}
