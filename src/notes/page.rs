//! The protected notes: write one, read them, delete one.

use futures::FutureExt;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    NoteCall, NotePage, NotesText, form::NoteForm, list::NoteList, loaded::LoadedNotes,
    server_functions::list_notes,
};
use crate::{
    text::Text,
    views::{
        auth::use_auth,
        eager::Eager,
        json::Json,
        submission::while_shown,
        ui::{PageTitle, dom},
        use_locale,
    },
};

const TITLE: &str = "notes-title";

/// The notes of the signed-in person, the newest first; older ones at `?before=`.
#[component]
pub fn NotesPage() -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let query = use_query_map();
    let place = Memo::new(move |_| query.with(|query| query.get("before")));
    // By session: a silent refresh does not load again, signing in again does. When nobody is signed in, sends no request.
    // What was written when its page was gone is news to this one.
    let late = NoteCall::current().late;
    let loaded = Resource::<_, Json>::new_with_options(
        move || {
            (
                auth.person().map(|person| person.session_id),
                place.get(),
                late.get(),
            )
        },
        |(session, place, _)| {
            while_shown(async move {
                match session {
                    Some(_) => list_notes(place).await,
                    None => Ok(NotePage::default()),
                }
            })
            .map(|notes| notes.unwrap_or_else(|| Ok(NotePage::default())))
        },
        false,
    );
    let notes = LoadedNotes::new(loaded, place.into());
    // Another page of the notes is the same page to the router, which would leave the focus on the link at its foot.
    Effect::new(move |before: Option<Option<String>>| {
        let now = place.get();
        if before.is_some_and(|before| before != now) {
            dom::focus(TITLE);
        }
        now
    });
    view! {
        <PageTitle text=NotesText::Title />
        <section class="page">
            <h1 id=TITLE tabindex="-1">
                {locale.t(NotesText::Title)}
            </h1>
            <NoteForm notes />
            <Transition fallback=move || view! { <p class="muted">{locale.t(Text::Loading)}</p> }>
                {Eager(view! { <NoteList notes /> })}
            </Transition>
            <p class="visually-hidden" role="status">
                {move || notes.announcement().map(|text| locale.t(text))}
            </p>
        </section>
    }
}
