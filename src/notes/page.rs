//! The notes page, which is protected: write, read and delete notes.

use futures::FutureExt;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    NotePage, NotesText,
    calls::NoteCalls,
    form::NoteForm,
    list::NoteList,
    loaded::LoadedNotes,
    search::{NoteSearch, WORDS},
    server_functions::list_notes,
    undo::{UndoForm, UndoNotice},
};
use crate::{
    json::Json,
    text::Text,
    views::{
        auth::use_auth,
        eager::once_loaded,
        submission::while_shown,
        ui::{PageTitle, focus_on_turn},
        use_locale,
    },
};

const TITLE: &str = "notes-title";

/// Renders the notes of the signed-in user, newest first; older ones at `?before=`, those with words at `?q=`.
#[component]
pub fn NotesPage() -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| query.get("before")));
    let words = Memo::new(move |_| {
        query
            .with(|query| query.get(WORDS))
            .filter(|words| !words.is_empty())
    });
    // Keyed by session: a silent refresh does not reload, a new sign-in does. When nobody is signed in, sends no
    // request. `late` reloads after a note was written whose page was gone.
    let calls = NoteCalls::current();
    let loaded = Resource::<_, Json>::new_with_options(
        move || {
            (
                auth.person().map(|person| person.session_id),
                cursor.get(),
                words.get(),
                calls.late(),
            )
        },
        |(session, cursor, words, _)| {
            while_shown(async move {
                match session {
                    Some(_) => list_notes(cursor, words).await,
                    None => Ok(NotePage::default()),
                }
            })
            .map(|notes| notes.unwrap_or_else(|| Ok(NotePage::default())))
        },
        false,
    );
    let notes = LoadedNotes::new(loaded, cursor.into());
    calls.show_in(notes);
    focus_on_turn(cursor, TITLE);
    view! {
        <PageTitle text=NotesText::Title />
        <section class="page">
            <h1 id=TITLE tabindex="-1">
                {locale.t(NotesText::Title)}
            </h1>
            <NoteForm notes />
            <NoteSearch words />
            <UndoForm />
            <Transition fallback=move || view! { <p class="muted">{locale.t(Text::Loading)}</p> }>
                {once_loaded(loaded, view! { <NoteList notes words /> })}
            </Transition>
            <UndoNotice notes />
            <p class="visually-hidden" role="status">
                {move || notes.announcement().map(|text| locale.t(text))}
            </p>
        </section>
    }
}
