//! The way to another language with script off, on a page whose form holds what somebody has typed. Server only.
//!
//! A link would lose it. A button sends the form, which is answered with its page in that language (`web/forms`).

use leptos::prelude::*;

use super::choices::{PlainLanguages, here_with};
use crate::{
    form_fields::{ANOTHER_LANGUAGE, TYPED_FORM},
    text::Locale,
};

/// Provides the buttons, which stand in for the links of the footer. `query` is that of the page.
pub fn provide_plain_languages(locale: Locale, query: &str) {
    let button = |language: Locale| {
        let tag = language.tag();
        view! {
            <button
                form=TYPED_FORM
                formaction=here_with(query, "lang", tag)
                formnovalidate=true
                name=ANOTHER_LANGUAGE
                value="1"
                lang=tag
                aria-current=(language == locale).then_some("true")
            >
                {language.endonym()}
            </button>
        }
    };
    let buttons = Locale::ALL.map(button).map(|button| button.to_html());
    provide_context(PlainLanguages(buttons.concat()));
}
