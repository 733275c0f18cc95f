//! The list of notes.

use leptos::{ev::SubmitEvent, prelude::*};

use super::{NOTES, NotesText, loaded::LoadedNotes, row::NoteRow};
use crate::{
    text::Text,
    views::{
        submission::{is_about_the_way, on_contact},
        ui::Alert,
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
    let links = move || {
        let newest = notes
            .are_older()
            .then(|| (NOTES.to_owned(), NotesText::NewestNotes));
        let older = notes
            .more()
            .map(|more| (format!("{}?before={more}", NOTES), NotesText::OlderNotes));
        let link = |(href, name): (String, NotesText)| {
            view! {
                <a class="button secondary" href=href>
                    {locale.t(name)}
                </a>
            }
        };
        newest
            .into_iter()
            .chain(older)
            .map(link)
            .collect::<Vec<_>>()
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
            <For each=move || notes.list() key=|note| note.id.clone() let:note>
                <NoteRow note notes />
            </For>
        </ul>
        <p class="pages">{links}</p>
    }
}
