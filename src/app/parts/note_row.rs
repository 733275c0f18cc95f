//! One note, and the way to delete it.

use leptos::{ev::SubmitEvent, prelude::*};

use super::{Alert, Moment, Notes, dom, note_form::NOTE_FIELD};
use crate::{
    api::DeleteNote,
    app::{auth::use_auth, use_locale},
    error::Code,
    note::Note,
    paths,
    text::Text,
};

/// One note. Its button is named by what it does and described by the note's text: were the text part of the name, a note could
/// take the name of another control.
#[component]
pub fn NoteRow(note: Note, notes: Notes) -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let action = ServerAction::<DeleteNote>::new();
    let error = RwSignal::new(None);
    let id = StoredValue::new(note.id.clone());
    let (row, text) = (format!("note-{}", note.id), format!("note-{}-text", note.id));

    Effect::new({
        let row = row.clone();
        move |_| match action.value().get() {
            // Somebody else, or another tab, was faster: it is gone, as was wished.
            Some(Err(refusal)) if refusal.code != Code::NotFound => error.set(Some(refusal).filter(|refusal| auth.may_tell(refusal))),
            Some(_) => {
                let id = id.get_value();
                if dom::holds_focus(&row) {
                    dom::focus(&notes.neighbour(&id).map_or_else(|| NOTE_FIELD.to_owned(), |beside| delete_id(&beside)));
                }
                notes.remove(&id);
            }
            None => {}
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !action.pending().get_untracked() {
            error.set(None);
            notes.hush();
            action.dispatch(DeleteNote { id: id.get_value() });
        }
    };

    view! {
        <li class="note" id=row>
            <p class="note-text" id=text.clone()>
                {note.text}
            </p>
            <div class="note-foot">
                <Moment at=note.created_at />
                <form method="post" action=paths::NOTES on:submit=submit>
                    <input type="hidden" name="delete" value=note.id.clone() />
                    <button
                        class="button quiet"
                        id=delete_id(&note.id)
                        aria-describedby=text
                        aria-disabled=move || action.pending().get().then_some("true")
                    >
                        {locale.t(Text::Delete)}
                    </button>
                </form>
            </div>
            <Alert error />
        </li>
    }
}

fn delete_id(note: &str) -> String {
    format!("note-{note}-delete")
}
