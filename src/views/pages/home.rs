//! The introduction to the product, for users and for Rust developers.

use leptos::{either::Either, prelude::*};

use crate::{
    paths,
    text::Text,
    views::{auth::use_auth, feature::use_product, ui::PageTitle, use_locale},
};

/// Renders the start page, which is public.
#[component]
pub fn HomePage() -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let start = use_product().start;
    // Neither link repeats a name from the header: each name belongs to one link.
    let next_step = move || {
        if auth.is_signed_in() {
            Either::Left(view! { <a class="button" href=start>{locale.t(Text::HomeContinue)}</a> })
        } else {
            Either::Right(
                view! { <a class="button" href=paths::LOGIN>{locale.t(Text::SignIn)}</a> },
            )
        }
    };
    view! {
        <PageTitle text=Text::HomeTitle />
        <section class="page hero">
            <h1>{locale.t(Text::Tagline)}</h1>
            <p class="lead">{locale.t(Text::HomeLead)}</p>
            <p>{next_step}</p>
        </section>
        <section class="page" aria-labelledby="how">
            <h2 id="how">{locale.t(Text::HomeHow)}</h2>
            <ol class="steps">
                <Step title=Text::HomeShortTitle body=Text::HomeShortBody />
                <Step title=Text::HomeQuietTitle body=Text::HomeQuietBody />
                <Step title=Text::HomeTheftTitle body=Text::HomeTheftBody />
            </ol>
        </section>
        <section class="page" aria-labelledby="rust">
            <h2 id="rust">{locale.t(Text::HomeRustTitle)}</h2>
            <p>{locale.t(Text::HomeRustBody)}</p>
        </section>
    }
}

#[component]
fn Step(title: Text, body: Text) -> impl IntoView {
    let locale = use_locale();
    view! {
        <li>
            <h3>{locale.t(title)}</h3>
            <p>{locale.t(body)}</p>
        </li>
    }
}
