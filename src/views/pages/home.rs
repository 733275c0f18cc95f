//! The introduction to the product, for users and for Rust developers.

use leptos::{either::Either, prelude::*};

use crate::{
    demo, paths,
    text::Text,
    views::{
        auth::use_auth,
        feature::use_product,
        page_state::use_page_state,
        ui::{PageTitle, dynamic},
        use_locale,
    },
};

/// What the interceptor does, request by request.
const STORY: [(&str, &str, Text); 3] = [
    ("GET /api/notes", "401", Text::StoryRefused),
    ("POST /api/token/refresh", "200", Text::StoryRefreshed),
    ("GET /api/notes", "200", Text::StoryReplayed),
];

/// Renders the start page, which is public.
#[component]
pub fn HomePage() -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let start = use_product().start;
    let is_demo = use_page_state().demo;
    // Neither link repeats a name from the header: each name belongs to one link.
    let next_step = dynamic(move || {
        if auth.is_signed_in() {
            Either::Left(view! { <a class="button" href=start>{locale.t(Text::HomeContinue)}</a> })
        } else {
            Either::Right(view! {
                <a class="button" href=paths::LOGIN>
                    {locale.t(Text::SignIn)}
                </a>
                {is_demo.then(|| view! { <TryDemo /> })}
            })
        }
    });
    view! {
        <PageTitle text=Text::HomeTitle />
        <section class="page hero">
            <h1>{locale.t(Text::Tagline)}</h1>
            <p class="lead">{locale.t(Text::HomeLead)}</p>
            <div class="next">
                {next_step}
            </div>
        </section>
        <section class="page" aria-labelledby="how">
            <h2 id="how">{locale.t(Text::HomeHow)}</h2>
            <ol class="story">
                {Vec::from(STORY.map(|(request, status, text)| {
                    view! {
                        <li>
                            <code>{request}</code>
                            <strong>{status}</strong>
                            <span>{locale.t(text)}</span>
                        </li>
                    }
                }))}
            </ol>
            <ol class="steps">
                <Step title=Text::HomeShortTitle body=Text::HomeShortBody />
                <Step title=Text::HomeQuietTitle body=Text::HomeQuietBody />
                <Step title=Text::HomeTheftTitle body=Text::HomeTheftBody />
                <Step title=Text::HomePrivacyTitle body=Text::HomePrivacy />
            </ol>
        </section>
        <section class="page" aria-labelledby="rust">
            <h2 id="rust">{locale.t(Text::HomeRustTitle)}</h2>
            <p>{locale.t(Text::HomeRustBody)}</p>
            <p>{locale.t(Text::HomeCommands)}</p>
            <pre>
                <code>"make run\nmake test"</code>
            </pre>
            <p>
                <a href=paths::OPENAPI rel="external">
                    {locale.t(Text::HomeApi)}
                </a>
            </p>
        </section>
    }
}

/// Renders the button that signs in to the demo account. A plain form, which the sign-in page answers.
#[component]
fn TryDemo() -> impl IntoView {
    let locale = use_locale();
    view! {
        <form method="post" action=paths::LOGIN>
            <input type="hidden" name="email" value=demo::EMAIL />
            <input type="hidden" name="password" value=demo::PASSWORD />
            <button class="button secondary">{locale.t(Text::DemoStart)}</button>
        </form>
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
