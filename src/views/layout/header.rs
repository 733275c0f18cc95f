//! The header of every page: the home link, the navigation and the signed-in user.

use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_location;

use super::Logo;
use crate::views::sign_in::SignOutForm;
use crate::views::ui::{dom, dynamic, on_change};
use crate::{
    paths,
    text::Text,
    views::{
        auth::{Person, use_auth},
        feature::use_product,
        lazy::Members,
        use_locale,
    },
};

/// Renders the header. It is above the routes and outlives every navigation.
#[component]
pub fn Header(members: Members) -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let pathname = use_location().pathname;
    let path = Memo::new(move |_| {
        pathname.with(|path| {
            if path.len() > 1 {
                path.trim_end_matches('/')
            } else {
                path
            }
            .to_owned()
        })
    });

    // A navigation by script leaves the focus on a removed element: move it to the new page, as a document load would.
    on_change(move || path.get(), || dom::focus("main"));

    view! {
        <header class="site-header">
            // External, because the router would scroll and leave the focus where it is.
            <a class="skip-link" href="#main" rel="external">
                {locale.t(Text::SkipToContent)}
            </a>
            <a class="brand" href=paths::HOME>
                <Logo />
                {locale.t(Text::Product)}
            </a>
            {dynamic(move || match auth.person() {
                Some(person) => {
                    let members = members.clone();
                    Either::Left(view! { <Member person path members /> })
                }
                None => Either::Right(view! { <Visitor path /> }),
            })}
        </header>
    }
}

#[component]
fn Member(person: Person, path: Memo<String>, members: Members) -> impl IntoView {
    let locale = use_locale();
    let product = use_product().menu.into_iter();
    let link = move |there: &'static str, name: &'static str| {
        view! {
            <a href=there aria-current=move || path.with(|path| current(path, there))>
                {name}
            </a>
        }
    };
    let links: Vec<_> = product
        .map(|item| (item.path, (item.name)(locale)))
        .chain([(paths::ACCOUNT, locale.t(Text::Account))])
        .map(|(there, name)| link(there, name))
        .collect();
    view! {
        <nav class="wide" aria-label=locale.t(Text::MainNavigation)>
            {links}
        </nav>
        {dynamic(move || members.views().map(|views| (views.menu)(person.clone(), path)))}
        <div class="wide">
            <SignOutForm />
        </div>
    }
}

/// Returns the value of `aria-current` for a link: the page itself, or the place that the page belongs to.
fn current(path: &str, there: &str) -> Option<&'static str> {
    match path.strip_prefix(there)? {
        "" => Some("page"),
        below => below.starts_with('/').then_some("true"),
    }
}

/// Renders the sign-in link, except on the sign-in page and on the start page, which has its own.
#[component]
fn Visitor(path: Memo<String>) -> impl IntoView {
    let locale = use_locale();
    move || {
        let held = path.with(|path| path == paths::LOGIN || path == paths::HOME);
        (!held).then(|| {
            view! {
                <nav aria-label=locale.t(Text::MainNavigation)>
                    <a href=paths::LOGIN>{locale.t(Text::SignIn)}</a>
                </nav>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_marked_on_the_pages_below_it() {
        assert_eq!(current("/account", "/account"), Some("page"));
        assert_eq!(current("/account/sessions", "/account"), Some("true"));
        assert_eq!(current("/accounts", "/account"), None);
        assert_eq!(current("/notes", "/account"), None);
    }
}
