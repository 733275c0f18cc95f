//! The list of notes.

use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_query_map;

use super::{
    NOTES, NotesText,
    calls::{ADD, DELETE, NoteCalls},
    loaded::LoadedNotes,
    row::NoteRow,
    search::address,
    waiting_row::WaitingRow,
};
use crate::{
    form_fields,
    text::Text,
    views::{
        auth::use_auth,
        outbox::Act,
        submission::{is_about_the_way, on_contact},
        ui::{Alert, PageLinks, Row, dynamic, handler, rows},
        use_locale,
    },
};

/// Renders the list, or the message that it is empty, or the error with a retry button.
#[component]
pub fn NoteList(
    notes: LoadedNotes,
    /// The words that are searched for.
    words: Memo<Option<String>>,
) -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let author = untrack(|| auth.person()).map(|person| person.id.to_string());
    let outbox = NoteCalls::current().outbox;
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
    let edited = use_query_map().with_untracked(|query| query.get("edit"));
    // Once for all failures: the button keeps the focus while one follows another.
    let has_failed = Memo::new(move |_| failure.with(Option::is_some));
    view! {
        <Alert error=failure />
        {dynamic(move || {
            has_failed.get().then(|| {
                view! {
                    <form action=NOTES on:submit=handler(again)>
                        <button class="button secondary">{locale.t(Text::TryAgain)}</button>
                    </form>
                }
            })
        })}
        {dynamic(move || {
            let text = if words.get().is_some() { NotesText::NothingFound } else { NotesText::NoNotes };
            none.get().then(|| view! { <p class="muted">{locale.t(text)}</p> })
        })}
        <form method="post" action=NOTES on:submit=handler(|event: SubmitEvent| event.prevent_default())>
            <input type="hidden" name=form_fields::AUTHOR value=author />
            <ul class="notes" role="list" aria-label=locale.t(NotesText::Title)>
                {rows(move || {
                    let waiting = outbox.waiting();
                    let waiting_row = |act: Act| Row::new([&*act.name, &act.key].concat(), move || view! { <WaitingRow act /> });
                    let added = waiting.iter().rev().filter(|waiting| waiting.act.name == ADD);
                    let added = added.map(|waiting| waiting_row(waiting.act.clone()));
                    let listed = notes.list().into_iter().map(|note| {
                        if waiting.iter().any(|waiting| waiting.act.key == *note.id) {
                            return waiting_row(Act { name: DELETE.to_owned(), key: note.id.into(), text: note.text });
                        }
                        let is_edited = edited.as_deref() == Some(&*note.id);
                        // A changed text is another row.
                        let key = format!("{}{}", note.id, note.text);
                        Row::new(key, move || view! { <NoteRow note notes is_edited /> })
                    });
                    added.chain(listed).collect()
                })}
            </ul>
        </form>
        <PageLinks
            address=move |cursor| address(words.get().as_deref(), cursor)
            cursor=notes.cursor()
            more=Signal::derive(move || notes.more())
            names=[locale.t(NotesText::NewestNotes), locale.t(NotesText::OlderNotes)]
        />
    }
}
