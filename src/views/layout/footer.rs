//! The footer of every page: the languages.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    text::{Locale, Text},
    views::use_locale,
};

/// Renders the footer. Each language has its own document, so its link loads the current page in full.
#[component]
pub fn Footer() -> impl IntoView {
    let locale = use_locale();
    let location = use_location();
    let link = move |language: Locale| {
        let tag = language.tag();
        let href = move || location.search.with(|search| here_in(search, language));
        view! {
            <a href=href rel="external" lang=tag hreflang=tag aria-current=(language == locale).then_some("true")>
                {language.endonym()}
            </a>
        }
    };
    view! {
        <footer class="site-footer">
            <p>{locale.t(Text::Tagline)}</p>
            <nav aria-label=locale.t(Text::Languages)>{Vec::from(Locale::ALL.map(link))}</nav>
        </footer>
    }
}

/// Returns a link to the current page in `language`. It has no path, because a path that begins with two slashes would
/// name another host.
fn here_in(search: &str, language: Locale) -> String {
    let kept = search
        .trim_start_matches('?')
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
    let query: Vec<_> = kept
        .map(str::to_owned)
        .chain([format!("lang={}", language.tag())])
        .collect();
    format!("?{}", query.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_keeps_the_place() {
        assert_eq!(here_in("", Locale::Korean), "?lang=ko");
        assert_eq!(
            here_in("?lang=ko&next=/notes%3Fa", Locale::English),
            "?next=/notes%3Fa&lang=en"
        );
    }
}
