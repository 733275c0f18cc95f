//! The list of notes.

use leptos::{ev::SubmitEvent, prelude::*};

use super::{NOTES, NotesText, loaded::LoadedNotes, row::NoteRow};
use crate::{
    text::Text,
    views::{
        submission::{is_about_the_way, on_contact},
        ui::{Alert, PageLinks, Row, rows},
        use_locale,
    },
};

/// Renders the list, or the message that it is empty, or the error with a retry button.
#[component]
pub fn NoteList(notes: LoadedNotes) -> impl IntoView {
    let locale = use_locale();
    let failure = Memo::new(move |_| notes.failure());
    let none = Memo::new(move |_| notes.is_empty());
    on_contact(move || {
        if failure.with_untracked(|failure| failure.as_ref().is_some_and(is_about_the_way)) {
            notes.refetch();
        }
    });
    let again = move |event: SubmitEvent| {
        event.prevent_default();
        notes.refetch();
    };
    view! {
        <Alert error=failure />
        {move || {
            failure.get().map(|_| {
                view! {
                    <form action=NOTES on:submit=again>
                        <button class="button secondary">{locale.t(Text::TryAgain)}</button>
                    </form>
                }
            })
        }}
        {move || none.get().then(|| view! { <p class="muted">{locale.t(NotesText::NoNotes)}</p> })}
        <ul class="notes" aria-label=locale.t(NotesText::Title)>
            {rows(move || {
                let list = notes.list().into_iter();
                list.map(|note| Row::new(note.id.to_string(), move || view! { <NoteRow note notes /> })).collect()
            })}
        </ul>
        <PageLinks
            path=NOTES
            cursor=notes.cursor()
            more=Signal::derive(move || notes.more())
            names=[locale.t(NotesText::NewestNotes), locale.t(NotesText::OlderNotes)]
        />
    }
}
