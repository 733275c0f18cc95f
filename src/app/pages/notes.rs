//! The protected notes: write one, read them, delete one.

use futures::FutureExt;
use leptos::prelude::*;

use crate::{
    api::list_notes,
    app::{
        auth::use_auth,
        call::{NoteCall, while_shown},
        json::Json,
        parts::{NoteForm, NoteList, Notes, PageTitle},
        use_locale,
        whole::Whole,
    },
    text::Text,
};

/// The notes of the signed-in person.
#[component]
pub fn NotesPage() -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    // By session: a silent refresh does not load again, signing in again does. Nobody's notes are not worth a request.
    // What was written when its page was gone is news to this one.
    let late = NoteCall::current().late;
    let loaded = Resource::<_, Json>::new_with_options(
        move || (auth.person().map(|person| person.session_id), late.get()),
        |(session, _)| {
            while_shown(async move {
                match session {
                    Some(_) => list_notes().await,
                    None => Ok(Vec::new()),
                }
            })
            .map(|notes| notes.unwrap_or(Ok(Vec::new())))
        },
        false,
    );
    let notes = Notes::new(loaded);
    view! {
        <PageTitle text=Text::Notes />
        <section class="page">
            <h1>{locale.t(Text::Notes)}</h1>
            <NoteForm notes />
            <Transition fallback=move || view! { <p class="muted">{locale.t(Text::Loading)}</p> }>
                {Whole(view! { <NoteList notes /> })}
            </Transition>
            <p class="visually-hidden" role="status">
                {move || notes.said().map(|text| locale.t(text))}
            </p>
        </section>
    }
}
