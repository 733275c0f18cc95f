//! Signing in, and the way back to where the person wanted to go.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
    location::Url,
};

use crate::{
    app::{
        auth::use_auth,
        parts::{Attempt, PageTitle, SignInFields},
        seed::{use_failure, use_seed},
        use_locale,
    },
    demo,
    input::{Password, SafeNext},
    paths,
    text::Text,
};

/// The sign-in page.
#[component]
pub fn LoginPage() -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let navigate = use_navigate();
    let search = use_location().search;
    let next = move || search.with(|query| wanted(query));

    let failure = use_failure();
    let email = failure.as_ref().map(|failure| failure.typed("email")).unwrap_or_default();
    let attempt = Attempt::new(failure.map(|failure| failure.error), move |session| auth.signed_in(session));

    // Also when the sign-in happened in another tab. The query is read untracked: leaving changes it before this page is gone, and
    // would send the person on from where they wanted to go.
    Effect::new(move |_| {
        if auth.is_signed_in() {
            let next = untrack(next);
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            navigate(next.as_ref().map_or(paths::NOTES, SafeNext::as_str), options);
        }
    });

    let action = Signal::derive(move || next().map_or_else(|| paths::LOGIN.to_owned(), |next| next.append_to(paths::LOGIN)));
    view! {
        <PageTitle text=Text::SignIn />
        <section class="page card">
            <h1>{locale.t(Text::SignIn)}</h1>
            <SignInFields attempt action email ids=("email", "password") />
            {use_seed().demo.then(|| view! { <Demo attempt action /> })}
        </section>
    }
}

/// One click into the demo account. The button's name must not hold that of the real one: people and tests find buttons by name.
#[component]
fn Demo(attempt: Attempt, action: Signal<String>) -> impl IntoView {
    let locale = use_locale();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        attempt.send(demo::EMAIL.to_owned(), Password::new(demo::PASSWORD.to_owned()));
    };
    view! {
        <form class="aside" method="post" action=action on:submit=submit>
            <p>{locale.t(Text::DemoAbout)}</p>
            <input type="hidden" name="email" value=demo::EMAIL />
            <input type="hidden" name="password" value=demo::PASSWORD />
            <button class="button secondary" aria-disabled=move || attempt.pending().then_some("true")>
                {locale.t(Text::DemoStart)}
            </button>
        </form>
    }
}

/// Where `?next=` wants to go. Decoded here and once: the router's own query map decodes twice.
fn wanted(search: &str) -> Option<SafeNext> {
    let raw = search.trim_start_matches('?').split('&').find_map(|pair| pair.strip_prefix("next="))?;
    SafeNext::parse(&Url::unescape(raw))
}
