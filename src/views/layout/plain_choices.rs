//! The choices of the footer with script off, on a page whose form holds what somebody has typed. Server only.
//!
//! A link would lose it. A button sends the form, which is answered with its page as it was chosen (`web/forms`).

use leptos::prelude::*;

use super::choices::{PlainChoices, here_with};
use crate::{
    form_fields::{CHOOSING, TYPED_FORM},
    text::Locale,
    theme::Theme,
};

/// Provides the buttons, which stand in for the links of the footer. `query` is that of the page.
pub fn provide_plain_choices(locale: Locale, theme: Theme, query: &str) {
    let button = |name, value, tag: Option<&'static str>, text, is_chosen: bool| {
        let action = here_with(query, name, value);
        let current = is_chosen.then_some("true");
        let button = view! {
            <button form=TYPED_FORM formaction=action formnovalidate=true name=CHOOSING value="1" lang=tag aria-current=current>
                {text}
            </button>
        };
        button.to_html()
    };
    let languages = Locale::ALL.map(|language| {
        let tag = language.tag();
        button(
            "lang",
            tag,
            Some(tag),
            language.endonym(),
            language == locale,
        )
    });
    let themes =
        Theme::ALL.map(|it| button("theme", it.word(), None, locale.t(it.text()), it == theme));
    provide_context(PlainChoices {
        languages: languages.concat(),
        themes: themes.concat(),
    });
}
