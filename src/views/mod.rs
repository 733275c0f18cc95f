//! The user interface: the shell, the routes, and what all views share.
//!
//! Views read the [`auth::AuthContext`] and call the server functions of [`crate::api`]; they know nothing of tokens or
//! HTTP. A product adds its pages by implementing [`feature::Feature`].

use leptos::{nonce::use_nonce, prelude::*, tachys::view::iterators::StaticVec};
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::components::{FlatRoutes, RouteChildren, Router};

use crate::{
    interceptor::session::Document,
    paths,
    text::{Locale, Text},
};

mod account;
mod admin;
pub mod assets;
pub mod auth;
pub mod eager;
mod effects;
pub mod feature;
pub mod guard;
mod join;
mod layout;
pub mod lazy;
#[cfg(feature = "ssr")]
pub mod mailbox;
pub mod outbox;
pub mod page_state;
mod pages;
mod part;
#[cfg(feature = "ssr")]
pub mod parts;
pub mod routes;
mod sign_in;
pub mod submission;
#[cfg(feature = "ssr")]
pub mod timeline;
pub mod ui;

use account::confirm_dialog;
use assets::Assets;
use auth::{AuthContext, use_auth};
use feature::{Feature, Product};
#[cfg(feature = "ssr")]
pub use layout::provide_plain_choices;
use layout::{Footer, Header, Loading, Offline, account_menu, provide_theme};
use lazy::{Chunk, MemberViews, Members, Parts};
use page_state::{PageState, use_page_state};
use pages::NotFoundPage;
use part::part;
use routes::{PageRoute, first_routes, lazy_routes};
use sign_in::{SignInAgain, again_dialog};

/// Returns the language of this page. It is not a signal, because it changes only with a new document.
pub fn use_locale() -> Locale {
    use_context().unwrap_or_default()
}

/// Renders the document around [`app`]. Used by the server only.
pub fn shell<F: Feature>(options: LeptosOptions, assets: &Assets) -> impl IntoView + use<F> {
    let state = use_page_state();
    // The account menu of a signed-in user is in the chunk, too.
    let is_lazy = state.session.is_some() || state.lazy_pages.contains(&state.path);
    view! {
        <!DOCTYPE html>
        <html lang=state.locale.tag() data-theme=state.theme.word() data-auth=auth::attribute(state.session.is_some()) data-path=state.path.clone() data-lazy=is_lazy.then_some("true")>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#faf8f4" />
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#1a1816" />
                <meta name="description" content=state.locale.t(Text::HomeLead) />
                {property("og:title", state.locale.t(Text::Tagline))}
                {property("og:type", "website")}
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/touch-icon.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
                {assets.links(is_lazy, use_nonce().map(|nonce| nonce.to_string()))}
                <AutoReload options=options />
                <MetaTags />
                {state.development.then(|| {
                    let nonce = use_nonce().map(|nonce| nonce.to_string());
                    view! { <script r#type="module" nonce=nonce src=paths::STRIP></script> }
                })}
            </head>
            <body>
                {app::<F>(|_| parts::<F>())}
            </body>
        </html>
    }
}

/// Renders a property of the Open Graph protocol. The macro has no attribute of this name.
fn property(name: &'static str, content: &'static str) -> impl IntoView {
    leptos::html::meta().attr("property", name).content(content)
}

/// Returns every page, including those of the product `F`.
pub fn routes<F: Feature>() -> Vec<PageRoute> {
    parts::<F>().routes
}

/// Returns all of the application, as the server has it.
pub fn parts<F: Feature>() -> Parts {
    let Chunk { routes, views } = chunk::<F>();
    Parts {
        routes: [first_routes(), routes].concat(),
        members: Members::Here(views),
    }
}

/// Returns what a browser fetches once it is needed, including the pages of the product `F`.
pub fn chunk<F: Feature>() -> Chunk {
    Chunk {
        routes: lazy_routes::<F>(),
        views: MemberViews {
            menu: account_menu,
            confirm: confirm_dialog,
            again: again_dialog,
            provide: F::provide,
        },
    }
}

/// Renders the application with the product `F`, identically on server and browser. Its parts may depend on the document.
pub fn app<F: Feature>(parts: impl FnOnce(&PageState) -> Parts) -> impl IntoView {
    provide_meta_context();
    let state = PageState::current().provide();
    provide_context(state.locale);
    let Parts { routes, members } = parts(&state);
    provide_context(Product::of::<F>());
    AuthContext::provide(
        Document {
            session: state.session.clone(),
            claimed: state.claimed.clone(),
            idle_timeout: state.idle_timeout,
        },
        state.development,
    );
    submission::provide_contact();
    lazy::provide_waiting();
    ui::provide_page_clock();
    provide_theme();
    members.provide();

    let auth = use_auth();
    // Once for all calls that wait: the dialog, and what is typed into it, stays.
    let is_proof_awaited = Memo::new(move |_| auth.is_proof_awaited());
    view! {
        <Router>
            <Header members=members.clone() />
            <Offline />
            <main id="main" tabindex="-1">
                <FlatRoutes
                    fallback=|| part(NotFoundPage())
                    children=RouteChildren::to_children(|| StaticVec::from(routes))
                />
            </main>
            <Loading />
            <Footer />
            <SignInAgain members=members.clone() />
            {ui::dynamic(move || is_proof_awaited.get().then(|| members.views().map(|views| (views.confirm)())))}
        </Router>
    }
}
