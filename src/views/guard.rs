//! The guard of the routes ([`super::routes`]).
//!
//! It is presentation only. A document is turned away before it is rendered (`web::documents`), and data is protected where it
//! is read (`api::signed_in`).

use leptos::prelude::*;
use leptos_router::{components::Redirect, hooks::use_location};

use super::{auth::use_auth, eager::Eager};
use crate::{input::SafeNext, paths};

/// `page` for everybody.
pub fn open<V: IntoView + 'static>(page: impl Fn() -> V) -> impl IntoView {
    Eager(page())
}

/// `page` for a person who is signed in; anyone else is sent to sign in and comes back here afterwards.
pub fn protected<V: IntoView + 'static>(
    page: impl Fn() -> V + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let auth = use_auth();
    let person = Memo::new(move |_| auth.person().map(|person| person.id));
    let sign_in = move || {
        person.with(Option::is_none).then(|| {
            let location = use_location();
            let query = location.search.with_untracked(|query| question_mark(query));
            let here = format!(
                "{}{query}{}",
                location.pathname.get_untracked(),
                location.hash.get_untracked()
            );
            let login = SafeNext::parse(&here).map_or_else(
                || paths::LOGIN.to_owned(),
                |next| next.append_to(paths::LOGIN),
            );
            view! { <Redirect path=login /> }
        })
    };
    Eager(view! {
        // Keyed by person: what one has on the page, half a note in its field included, is not for another who signs in from another
        // tab. Without a key the elements would stay, and with them what was typed.
        <For each=move || person.get() key=Clone::clone let:_>
            {page()}
        </For>
        {sign_in}
    })
}

fn question_mark(query: &str) -> String {
    if query.is_empty() {
        String::new()
    } else {
        format!("?{}", query.trim_start_matches('?'))
    }
}
