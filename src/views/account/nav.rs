//! The navigation between the account pages.

use leptos::prelude::*;

use crate::{paths, text::Text, views::use_locale};

const PAGES: [(&str, Text); 4] = [
    (paths::ACCOUNT, Text::Profile),
    (paths::SECURITY, Text::Security),
    (paths::DEVICES, Text::Devices),
    (paths::ACTIVITY, Text::Activity),
];

/// Renders links to the account pages and marks the current one.
#[component]
pub fn AccountNav(
    /// The path of this page.
    here: &'static str,
) -> impl IntoView {
    let locale = use_locale();
    let link = move |(path, name): (&'static str, Text)| {
        view! {
            <a href=path aria-current=(path == here).then_some("page")>
                {locale.t(name)}
            </a>
        }
    };
    view! {
        <nav class="account-nav" aria-label=locale.t(Text::AccountPages)>
            {Vec::from(PAGES.map(link))}
        </nav>
    }
}
