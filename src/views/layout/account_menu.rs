//! The account menu in the header: who is signed in, and the way to everything that belongs to them.

use leptos::prelude::*;

use super::{Languages, Themes};
use crate::{
    paths,
    session::Role,
    text::Text,
    views::{
        auth::Person,
        feature::use_product,
        part::{Part, part},
        sign_in::SignOutForm,
        ui::{dom, on_change},
        use_locale,
    },
};

const MENU: &str = "account-menu";

/// Renders the button with the user's initials and name, and the menu that it opens. The browser opens and closes it, with
/// script off, too. What a wide header shows beside it is in the menu of a narrow one only.
pub fn account_menu(person: Person, path: Memo<String>) -> Part {
    part(view! { <Menu person path /> })
}

#[component]
fn Menu(person: Person, path: Memo<String>) -> impl IntoView {
    let locale = use_locale();
    // A navigation by script leaves the document, and with it the menu, as it is.
    on_change(move || path.get(), || dom::hide_popover(MENU));
    let link = move |there: &'static str, name: &'static str, is_narrow: bool| {
        view! {
            <a href=there class:narrow=is_narrow aria-current=move || (path.get() == there).then_some("page")>
                {name}
            </a>
        }
    };
    let product = use_product().menu.into_iter();
    let links: Vec<_> = product
        .map(|item| (item.path, (item.name)(locale), true))
        .chain([
            (paths::ACCOUNT, locale.t(Text::Account), true),
            (paths::DEVICES, locale.t(Text::Devices), false),
            (paths::ACTIVITY, locale.t(Text::Activity), false),
        ])
        .chain(
            (person.role == Role::Admin)
                .then(|| (paths::USERS_PAGE, locale.t(Text::Administration), false)),
        )
        .map(|(there, name, is_narrow)| link(there, name, is_narrow))
        .collect();
    view! {
        <button class="who" type="button" aria-label=format!("{}: {}", locale.t(Text::AccountMenu), person.name) popovertarget=MENU>
            <span class="initials" aria-hidden="true">
                {initials(&person.name)}
            </span>
            <span class="who-name">{person.name.clone()}</span>
        </button>
        <div id=MENU class="menu" popover="auto">
            <p class="menu-who">
                <strong>{person.name}</strong>
                <span class="muted">{person.email}</span>
            </p>
            <nav aria-label=locale.t(Text::AccountMenu)>{links}</nav>
            <Languages place=Text::AccountMenu />
            <Themes place=Text::AccountMenu />
            <div class="narrow">
                <SignOutForm />
            </div>
        </div>
    }
}

/// Returns the first letters of the first two words; of a name in Hangul, its first syllable.
fn initials(name: &str) -> String {
    let first = name
        .split_whitespace()
        .filter_map(|word| word.chars().next());
    let is_hangul = |letter: &char| ('가'..='힣').contains(letter);
    let count = if name.chars().next().as_ref().is_some_and(is_hangul) {
        1
    } else {
        2
    };
    first.take(count).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_initials() {
        for (name, expected) in [
            ("Ada Lovelace", "AL"),
            ("ada", "A"),
            ("Ada King Lovelace", "AK"),
            ("김 철수", "김"),
            ("", ""),
        ] {
            assert_eq!(initials(name), expected);
        }
    }
}
