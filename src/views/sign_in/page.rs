//! Signing in, and the redirect to the page that the user wanted.

use leptos::{ev::MouseEvent, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
    location::Url,
};

use crate::{
    demo, form_fields,
    ids::UserId,
    input::{Password, SafeNext},
    interceptor, paths,
    text::Text,
    views::{
        auth::use_auth,
        feature::use_product,
        lazy,
        page_state::{typed, use_page_state, use_returned_form},
        sign_in::{SignInAttempt, SignInFields},
        ui::{PageTitle, dom, effect, handler},
        use_locale,
    },
};

/// Renders the sign-in page.
#[component]
pub fn LoginPage() -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let start = use_product().start;
    let navigate = use_navigate();
    let location = use_location();
    let search = location.search;
    let next = move || search.with(|query| wanted(query));

    let returned = use_returned_form();
    let typed = |field| typed(returned.as_ref(), field);
    let email = typed("email");
    let names = form_fields::KEPT;
    let waiting: Vec<_> = names
        .into_iter()
        .map(|name| (name, typed(name)))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let is_text_kept = !waiting.is_empty();
    keep_as_draft(&waiting);
    let attempt = SignInAttempt::new(
        returned.and_then(|returned| returned.error),
        move |session| auth.signed_in(session),
    );

    // Runs also when the sign-in happened in another tab. Reads the query untracked: navigating away changes it while
    // this page still exists, and would lead the user away from the page that they wanted.
    let mut led_here = None;
    effect(move || {
        // The fragment of the link that led here: no server sees it, and every redirect keeps it. Later fragments
        // belong to this page.
        let fragment = led_here.get_or_insert_with(|| location.hash.get_untracked());
        if auth.is_signed_in() {
            let next = untrack(next).map(|next| with_fragment(next, fragment));
            let options = NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(next.as_ref().map_or(start, SafeNext::as_str), options);
        }
    });

    let action = Signal::derive(move || {
        next().map_or_else(
            || paths::LOGIN.to_owned(),
            |next| next.append_to(paths::LOGIN),
        )
    });
    view! {
        <PageTitle text=Text::SignIn />
        <section class="page card">
            <h1>{locale.t(Text::SignIn)}</h1>
            {is_text_kept.then(|| view! { <p>{locale.t(Text::TextKept)}</p> })}
            <SignInFields attempt action email ids=("email", "password") waiting />
            <p class="ways">
                <a href=paths::FORGOT on:click=handler(|_: MouseEvent| dom::keep_typed_form())>
                    {locale.t(Text::ForgotPassword)}
                </a>
                {use_page_state().sign_up.then(|| view! { <a href=paths::SIGN_UP>{locale.t(Text::CreateAccount)}</a> })}
            </p>
            {use_page_state().demo.then(|| view! { <Demo attempt action /> })}
        </section>
    }
}

/// Renders a button that signs in to the demo account. Its name must not contain that of the real button: users and
/// tests find buttons by name.
#[component]
fn Demo(attempt: SignInAttempt, action: Signal<String>) -> impl IntoView {
    let locale = use_locale();
    let preload = lazy::use_preload();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        preload();
        attempt.send(
            demo::EMAIL.to_owned(),
            Password::new(demo::PASSWORD.to_owned()),
        );
    };
    view! {
        <form class="aside" method="post" action=action on:submit=handler(submit)>
            <p>{locale.t(Text::DemoAbout)}</p>
            <input type="hidden" name="email" value=demo::EMAIL />
            <input type="hidden" name="password" value=demo::PASSWORD />
            <button class="button secondary" aria-disabled=move || attempt.is_busy(true).then_some("true") aria-busy=move || attempt.is_busy(true).then_some("true")>
                {locale.t(Text::DemoStart)}
            </button>
        </form>
    }
}

/// Keeps the waiting text as a draft of its author, because a sign-in by script sends no hidden fields.
fn keep_as_draft(waiting: &[(&'static str, String)]) {
    if let [(form_fields::TEXT, text), (form_fields::AUTHOR, author), ..] = waiting {
        let (text, author) = (text.clone(), UserId::from(author.as_str()));
        effect(move || interceptor::keep_draft(&author, &text));
    }
}

/// Returns `next` with `fragment` appended, unless it has a fragment itself.
fn with_fragment(next: SafeNext, fragment: &str) -> SafeNext {
    if next.as_str().contains('#') {
        return next;
    }
    SafeNext::parse(&format!("{}{fragment}", next.as_str())).unwrap_or(next)
}

/// Returns the target of `?next=`. Decodes it here, once: the router's query map decodes twice.
fn wanted(search: &str) -> Option<SafeNext> {
    let raw = search
        .trim_start_matches('?')
        .split('&')
        .find_map(|pair| pair.strip_prefix("next="))?;
    SafeNext::parse(&Url::unescape(raw))
}
