//! The foot of every page: the languages.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    app::use_locale,
    text::{Locale, Text},
};

/// The footer. A language is a document of its own, so its link is a full load of this very place.
#[component]
pub fn Footer() -> impl IntoView {
    let locale = use_locale();
    let location = use_location();
    let link = move |language: Locale| {
        let tag = language.tag();
        let href = move || location.pathname.with(|path| location.search.with(|search| here_in(path, search, language)));
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

/// This path with its query, in `language`.
fn here_in(path: &str, search: &str, language: Locale) -> String {
    let kept = search.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
    let query: Vec<_> = kept.map(str::to_owned).chain([format!("lang={}", language.tag())]).collect();
    format!("{path}?{}", query.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_keeps_the_place() {
        assert_eq!(here_in("/", "", Locale::Korean), "/?lang=ko");
        assert_eq!(here_in("/login", "?lang=ko&next=/notes%3Fa", Locale::English), "/login?next=/notes%3Fa&lang=en");
    }
}
