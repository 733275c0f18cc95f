//! The user interface: the shell, the routes, and what all views share.
//!
//! Views read the [`auth::AuthContext`] and call the server functions of [`crate::api`]; they know nothing of tokens or
//! HTTP. A product adds its pages by implementing [`feature::Feature`].

use leptos::{prelude::*, tachys::view::iterators::StaticVec};
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::components::{FlatRoutes, RouteChildren, Router};

use crate::{interceptor::session::Document, paths, text::Locale};

mod account;
pub mod auth;
pub mod eager;
pub mod feature;
pub mod guard;
mod layout;
pub mod page_state;
mod pages;
pub mod routes;
mod sign_in;
pub mod submission;
pub mod ui;

use account::{AccountPage, ActivityPage, DevicesPage};
use auth::AuthContext;
use feature::{Feature, Product};
use guard::open;
use layout::{Footer, Header, Offline};
use page_state::PageState;
use pages::{HomePage, NotFoundPage};
use routes::{PageRoute, guest_only, protected, public};
use sign_in::{LoginPage, SignInAgain};

/// Returns the language of this page. It is not a signal, because it changes only with a new document.
pub fn use_locale() -> Locale {
    use_context().unwrap_or_default()
}

/// Renders the document around [`app`]. Used by the server only.
pub fn shell<F: Feature>(options: LeptosOptions) -> impl IntoView {
    let state = use_context::<PageState>().unwrap_or_default();
    view! {
        <!DOCTYPE html>
        <html lang=state.locale.tag() data-theme="system" data-auth=auth::attribute(state.session.is_some()) data-path=state.path>
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
                {app::<F>()}
            </body>
        </html>
    }
}

/// Returns every page, including those of the product `F`.
pub fn routes<F: Feature>() -> Vec<PageRoute> {
    let mut routes = vec![
        public(paths::HOME, HomePage),
        guest_only(paths::LOGIN, LoginPage),
        protected(paths::ACCOUNT, AccountPage),
        protected(paths::DEVICES, DevicesPage),
        protected(paths::ACTIVITY, ActivityPage),
    ];
    routes.extend(F::routes());
    routes
}

/// Renders the application with the product `F`, identically on server and browser.
pub fn app<F: Feature>() -> impl IntoView {
    provide_meta_context();
    let state = PageState::current();
    provide_context(state.locale);
    provide_context(StoredValue::new(state.failure.clone()));
    provide_context(state.clone());
    provide_context(Product::of::<F>());
    AuthContext::provide(
        Document {
            session: state.session,
            claimed: state.claimed,
            idle_timeout: state.idle_timeout,
        },
        state.development,
    );
    submission::provide_contact();
    F::provide();

    view! {
        <Router>
            <Header />
            <main id="main" tabindex="-1">
                <FlatRoutes
                    fallback=|| open(NotFoundPage)
                    children=RouteChildren::to_children(|| StaticVec::from(routes::<F>()))
                />
            </main>
            <Footer />
            <Offline />
            <SignInAgain />
        </Router>
    }
}
