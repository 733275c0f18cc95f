//! The guard of the routes ([`super::routes`]).
//!
//! It affects presentation only. `web::documents` redirects a document before it is rendered, and `api::signed_in`
//! protects data where it is read.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::{components::Redirect, hooks::use_location};

use super::{
    auth::use_auth,
    pages::NotFoundPage,
    part::{Part, part},
    ui::{Row, dynamic, rows},
};
use crate::{input::SafeNext, paths, session::Role};

/// A page, behind a pointer.
pub type View = Arc<dyn Fn() -> Part + Send + Sync>;

/// Renders `page` for everybody.
pub fn open<V: IntoView + 'static>(page: impl Fn() -> V + Send + Sync + 'static) -> View {
    Arc::new(move || part(page()))
}

/// Renders `page` for a signed-in user. Redirects everybody else to the sign-in page, which leads back here.
pub fn protected<V: IntoView + 'static>(page: impl Fn() -> V + Send + Sync + 'static) -> View {
    let page = open(page);
    Arc::new(move || part(guarded(Arc::clone(&page))))
}

/// Renders `page` for an administrator. Everybody else who is signed in finds no page.
pub fn admin<V: IntoView + 'static>(page: impl Fn() -> V + Send + Sync + 'static) -> View {
    let page = open(page);
    Arc::new(move || {
        let person = untrack(|| use_auth().person());
        if person.is_some_and(|person| person.role != Role::Admin) {
            return part(NotFoundPage());
        }
        part(guarded(Arc::clone(&page)))
    })
}

/// Not generic, so that the browser downloads it once for all pages.
fn guarded(page: View) -> impl IntoView {
    let auth = use_auth();
    let person = Memo::new(move |_| auth.person().map(|person| person.id));
    let sign_in = dynamic(move || {
        person.with(Option::is_none).then(|| {
            let location = use_location();
            let here = address(
                &location.pathname.get_untracked(),
                &location.search.get_untracked(),
                &location.hash.get_untracked(),
            );
            let login = SafeNext::parse(&here).map_or_else(
                || paths::LOGIN.to_owned(),
                |next| next.append_to(paths::LOGIN),
            );
            view! { <Redirect path=login /> }
        })
    });
    view! {
        // Keyed by user, because another user may sign in from another tab. Without a key the elements would stay, and
        // with them the previous user's data and half-typed notes.
        {rows(move || {
            let page = Arc::clone(&page);
            person.get().map(|id| Row::new(id.into(), move || page())).into_iter().collect()
        })}
        {sign_in}
    }
}

/// Returns the address of a place on this site, as a link names it. The router's query and fragment come with or without
/// their mark.
pub fn address(path: &str, query: &str, fragment: &str) -> String {
    let part = |mark: char, part: &str| match part.trim_start_matches(mark) {
        "" => String::new(),
        part => format!("{mark}{part}"),
    };
    [path, &part('?', query), &part('#', fragment)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_marks_once() {
        assert_eq!(address("/notes", "", ""), "/notes");
        assert_eq!(
            address("/notes", "before=1", "bottom"),
            "/notes?before=1#bottom"
        );
        assert_eq!(
            address("/notes", "?before=1", "#bottom"),
            "/notes?before=1#bottom"
        );
    }
}
