//! The search in the notes: a form that asks for the page of the notes with words in its address, `/notes?q=`.

use std::time::Duration;

use leptos::{
    ev::{Event, SubmitEvent},
    html::Input,
    prelude::*,
};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{NOTES, NotesText};
use crate::{
    input::percent_encoded,
    views::{
        ui::{Delay, handler},
        use_locale,
    },
};

/// The name of the words in the address.
pub const WORDS: &str = "q";
/// How long typing pauses before it is searched for.
const PAUSE: Duration = Duration::from_millis(300);

/// Renders the form. With script, the list follows what is typed.
#[component]
pub fn NoteSearch(
    /// The words in the address.
    words: Memo<Option<String>>,
) -> impl IntoView {
    let locale = use_locale();
    let navigate = use_navigate();
    let field = NodeRef::<Input>::new();
    let search = move || {
        let Some(field) = field.get_untracked() else {
            return;
        };
        let (asked, shown) = (field.value(), words.get_untracked().unwrap_or_default());
        if asked.trim() != shown {
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&address(Some(asked.trim()), None), options);
        }
    };
    let pause = Delay::owned();
    let later = {
        let search = search.clone();
        move |_: Event| pause.start(search.clone(), PAUSE)
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        pause.stop();
        search();
    };
    view! {
        <search>
            <form class="search" action=NOTES on:submit=handler(submit)>
                <label class="visually-hidden" for="note-search">
                    {locale.t(NotesText::SearchNotes)}
                </label>
                <input
                    node_ref=field
                    id="note-search"
                    type="search"
                    name=WORDS
                    placeholder=locale.t(NotesText::SearchNotes)
                    value=words.get_untracked()
                    autocomplete="off"
                    on:input=handler(later)
                />
                <button class="button secondary">{locale.t(NotesText::Search)}</button>
            </form>
        </search>
    }
}

/// Returns the address of a page of the notes: of those with `words`, before `cursor`.
pub fn address(words: Option<&str>, cursor: Option<&str>) -> String {
    let words = words
        .filter(|words| !words.is_empty())
        .map(|words| format!("{WORDS}={}", percent_encoded(words)));
    let cursor = cursor.map(|cursor| format!("before={cursor}"));
    let query: Vec<_> = words.into_iter().chain(cursor).collect();
    if query.is_empty() {
        NOTES.to_owned()
    } else {
        format!("{NOTES}?{}", query.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_has_what_is_asked_for() {
        assert_eq!(address(None, None), "/notes");
        assert_eq!(address(Some(""), Some("c")), "/notes?before=c");
        assert_eq!(
            address(Some("a&b 열쇠"), Some("c")),
            "/notes?q=a%26b%20%EC%97%B4%EC%87%A0&before=c"
        );
    }
}
