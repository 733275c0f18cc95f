//! What a person sees: the shell, the routes, and what all views share.
//!
//! Views read the [`auth::AuthContext`], call the server functions of [`crate::api`], and know nothing of tokens or HTTP.

use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::text::Locale;

pub mod auth;
mod call;
pub mod guard;
mod json;
mod pages;
mod parts;
pub mod seed;
mod whole;

use auth::AuthContext;
use guard::{open, protected};
use pages::{AccountPage, ActivityPage, DevicesPage, HomePage, LoginPage, NotFoundPage, NotesPage};
use parts::{Footer, Header, Offline, SignInAgain};
use seed::Seed;

/// The language of this page. It cannot change without a new document, so it is no signal.
pub fn use_locale() -> Locale {
    use_context().unwrap_or_default()
}

/// The document around [`App`], rendered by the server only.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let seed = use_context::<Seed>().unwrap_or_default();
    view! {
        <!DOCTYPE html>
        <html lang=seed.locale.tag() data-theme="system" data-auth=auth::attribute(seed.session.is_some()) data-path=seed.path>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <leptos_meta::HashedStylesheet options=options.clone() id="style" />
                <AutoReload options=options.clone() />
                <HydrationScripts options=options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The application, the same on both sides.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let seed = Seed::current();
    provide_context(seed.locale);
    provide_context(StoredValue::new(seed.failure.clone()));
    provide_context(seed.clone());
    AuthContext::provide(seed.session, seed.idle_timeout, seed.development);
    call::provide_calls();

    view! {
        <Router>
            <Header />
            <main id="main" tabindex="-1">
                <FlatRoutes fallback=|| open(NotFoundPage)>
                    <Route path=path!("/") view=|| open(HomePage) ssr=SsrMode::Async />
                    <Route path=path!("/login") view=|| open(LoginPage) ssr=SsrMode::Async />
                    <Route path=path!("/notes") view=|| protected(NotesPage) ssr=SsrMode::Async />
                    <Route path=path!("/account") view=|| protected(AccountPage) ssr=SsrMode::Async />
                    <Route path=path!("/account/sessions") view=|| protected(DevicesPage) ssr=SsrMode::Async />
                    <Route path=path!("/account/activity") view=|| protected(ActivityPage) ssr=SsrMode::Async />
                </FlatRoutes>
            </main>
            <Footer />
            <Offline />
            <SignInAgain />
        </Router>
    }
}
