//! The choices of a user that hold for this browser: the language and the colour scheme. Each is a link, which works with
//! script off.

use leptos::{ev::MouseEvent, prelude::*};
use leptos_router::hooks::use_location;

use crate::{
    text::{Locale, Text},
    theme::Theme,
    views::{
        page_state::use_page_state,
        ui::{dom, handler},
        use_locale,
    },
};

/// The cookie that the server reads (`web/choices.rs`).
const THEME_COOKIE: &str = "lk_theme";

/// The colour scheme of the document, shared by all links to it.
#[derive(Clone, Copy)]
struct CurrentTheme(RwSignal<Theme>);

/// The HTML of the buttons that stand in for the links of the footer with script off. Empty in the browser, where it has no effect.
#[derive(Clone, Default)]
pub struct PlainChoices {
    /// In place of [`Languages`].
    pub languages: String,
    /// In place of [`Themes`].
    pub themes: String,
}

/// Provides the state of [`Themes`].
pub fn provide_theme() {
    provide_context(CurrentTheme(RwSignal::new(use_page_state().theme)));
}

/// Renders links to the current page in each language. Each language has its own document, so its link loads the page in
/// full.
#[component]
pub fn Languages(
    /// Where they are, if that is not the footer: a page names no two places alike.
    #[prop(optional)]
    place: Option<Text>,
) -> impl IntoView {
    let locale = use_locale();
    let search = use_location().search;
    let plain = plain(place, |buttons| buttons.languages);
    let link = move |language: Locale| {
        let tag = language.tag();
        let href = move || search.with(|search| here_with(search, "lang", tag));
        view! {
            <a href=href rel="external" lang=tag hreflang=tag aria-current=(language == locale).then_some("true") on:click=handler(|_: MouseEvent| dom::keep_typed_form())>
                {language.endonym()}
            </a>
        }
    };
    view! { <nav aria-label=name_of(Text::Languages, place, locale)>{Vec::from(Locale::ALL.map(link))} {plain}</nav> }
}

/// Renders links that choose a colour scheme, at once and without a new document.
#[component]
pub fn Themes(
    /// Where they are, as above.
    #[prop(optional)]
    place: Option<Text>,
) -> impl IntoView {
    let locale = use_locale();
    let search = use_location().search;
    let CurrentTheme(current) = expect_context();
    let plain = plain(place, |buttons| buttons.themes);
    let link = move |theme: Theme| {
        let word = theme.word();
        let href = move || search.with(|search| here_with(search, "theme", word));
        let choose = move |event: MouseEvent| {
            event.prevent_default();
            dom::keep_choice(THEME_COOKIE, word);
            dom::mark_root("data-theme", Some(word));
            current.set(theme);
        };
        view! {
            <a href=href rel="external" aria-current=move || (current.get() == theme).then_some("true") on:click=handler(choose)>
                {locale.t(theme.text())}
            </a>
        }
    };
    view! { <nav aria-label=name_of(Text::Themes, place, locale)>{Vec::from(Theme::ALL.map(link))} {plain}</nav> }
}

/// Renders the buttons that `of` takes, in the footer alone.
fn plain(place: Option<Text>, of: impl FnOnce(PlainChoices) -> String) -> Option<impl IntoView> {
    let buttons: PlainChoices = use_context().unwrap_or_default();
    place
        .is_none()
        .then(|| view! { <noscript inner_html=of(buttons)></noscript> })
}

fn name_of(text: Text, place: Option<Text>, locale: Locale) -> String {
    let names = [Some(text), place].into_iter().flatten();
    names
        .map(|name| locale.t(name))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Returns a link to the current page with this choice. It has no path, because a path that begins with two slashes would
/// name another host.
pub(super) fn here_with(search: &str, name: &str, value: &str) -> String {
    let chosen = |pair: &&str| pair.starts_with("lang=") || pair.starts_with("theme=");
    let kept = search
        .trim_start_matches('?')
        .split('&')
        .filter(|pair| !pair.is_empty() && !chosen(pair));
    let query: Vec<_> = kept
        .map(str::to_owned)
        .chain([format!("{name}={value}")])
        .collect();
    format!("?{}", query.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_keeps_the_place() {
        assert_eq!(here_with("", "lang", "ko"), "?lang=ko");
        assert_eq!(
            here_with("?lang=ko&next=/notes%3Fa", "theme", "dark"),
            "?next=/notes%3Fa&theme=dark"
        );
    }
}
