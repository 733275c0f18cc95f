//! One note with its delete button.

use leptos::{ev::SubmitEvent, prelude::*};

use super::{
    NOTES, form::NOTE_FIELD, loaded::LoadedNotes, note::Note, server_functions::delete_note,
};
use crate::{
    error::Code,
    text::Text,
    views::{
        auth::use_auth,
        submission::Submission,
        ui::{Alert, LocalTime, dom},
        use_locale,
    },
};

/// Renders one note. The name of its button is the action, its description the note's text: if the text were part of
/// the name, a note could take the name of another control.
#[component]
pub fn NoteRow(note: Note, notes: LoadedNotes) -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let call = Submission::new(None);
    let (row, text) = (row_id(&note.id), format!("{}-text", row_id(&note.id)));

    let id = note.id.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if call.is_pending_untracked() {
            return;
        }
        notes.clear_announcement();
        let id = id.clone();
        call.start(delete_note(id.to_string()), move |answer| match answer {
            // Another tab or device may have deleted the note first. The result is the intended one.
            Err(refusal) if refusal.code != Code::NotFound => {
                Some(refusal).filter(|refusal| auth.should_show(refusal))
            }
            _ => {
                if dom::holds_focus(&row_id(&id)) {
                    dom::focus(
                        &notes
                            .neighbour(&id)
                            .map_or_else(|| NOTE_FIELD.to_owned(), |beside| delete_id(&beside)),
                    );
                }
                notes.remove(&id);
                None
            }
        });
    };

    view! {
        <li class="note" id=row>
            <p class="note-text" id=text.clone()>
                {note.text}
            </p>
            <div class="note-foot">
                <LocalTime at=note.created_at />
                <form method="post" action=NOTES on:submit=submit>
                    <input type="hidden" name="delete" value=note.id.to_string() />
                    <button
                        class="button quiet"
                        id=delete_id(&note.id)
                        aria-describedby=text
                        aria-disabled=move || call.is_pending().then_some("true")
                    >
                        {locale.t(Text::Delete)}
                    </button>
                </form>
            </div>
            <Alert error=call.error() />
        </li>
    }
}

fn row_id(note: &str) -> String {
    format!("note-{note}")
}

fn delete_id(note: &str) -> String {
    format!("{}-delete", row_id(note))
}
