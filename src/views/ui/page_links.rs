//! Pages of a list that is too long for one: the links between them, and where the focus goes.

use leptos::prelude::*;

use super::{dom, dynamic, on_change};

/// Renders the link to the newest page, if this is an older one, and the link to the next older one, if there is one.
#[component]
pub fn PageLinks(
    /// Returns the address of the page at a cursor.
    address: impl Fn(Option<&str>) -> String + Send + Sync + 'static,
    /// The cursor of this page; `None` on the newest.
    #[prop(into)]
    cursor: Signal<Option<String>>,
    /// The cursor of the next older page.
    #[prop(into)]
    more: Signal<Option<String>>,
    /// The names of the two links.
    names: [&'static str; 2],
) -> impl IntoView {
    let [newest, older] = names;
    let link = |href: String, name: &'static str| {
        view! {
            <a class="button secondary" href=href>
                {name}
            </a>
        }
    };
    let links = dynamic(move || {
        let newest = cursor.get().map(|_| link(address(None), newest));
        let older = more.get().map(|more| link(address(Some(&more)), older));
        newest.into_iter().chain(older).collect::<Vec<_>>()
    });
    view! { <p class="pages">{links}</p> }
}

/// Moves the focus to the element `title` when the page of the list changes. For the router it is the same page, so it would
/// leave the focus on the link at the bottom.
pub fn focus_on_turn(cursor: Memo<Option<String>>, title: &'static str) {
    on_change(move || cursor.get(), move || dom::focus(title));
}
