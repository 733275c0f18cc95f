//! A note that waits to be written or deleted, as a row of the list.

use leptos::{ev::MouseEvent, prelude::*};

use super::{
    NotesText,
    calls::{ADD, NoteCalls},
    form::{NOTE_FIELD, NOTE_KEY},
    note::NoteId,
    row::row_id,
};
use crate::{
    interceptor,
    views::{
        outbox::{Act, State},
        ui::{Alert, dom, handler},
        use_locale,
    },
};

/// Renders a note that waits: to be written, until when it can be taken back into the field, or to be deleted, until when nothing is
/// lost.
#[component]
pub fn WaitingRow(
    /// What waits, with the text of the note.
    act: Act,
) -> impl IntoView {
    let locale = use_locale();
    let calls = NoteCalls::current();
    let Act { name, key, text } = act;
    let is_new = name == ADD;
    let id = if is_new {
        waiting_id(&key)
    } else {
        row_id(&NoteId::from(key.as_str()))
    };
    let described = format!("{id}-text");
    let (why, button) = if is_new {
        (NotesText::Waits, NotesText::TakeBack)
    } else {
        (NotesText::DeletionWaits, NotesText::Undo)
    };
    let row = id.clone();
    let taken = key.clone();
    let take = move |_: MouseEvent| {
        if let Some(act) = calls.outbox.take(&taken) {
            if is_new {
                take_back(calls, &act);
            } else {
                let row = row.clone();
                // Another row of this id is there once the list has seen it.
                request_animation_frame(move || dom::focus(&row));
            }
        }
    };
    let state = Signal::derive(move || calls.outbox.state(&key));
    let is_sent = move || matches!(state.get(), Some(State::Sent));
    let refusal = Signal::derive(move || match state.get() {
        Some(State::Refused(refusal)) => Some(refusal),
        _ => None,
    });
    view! {
        <li class="note waiting" id=id tabindex="-1">
            <p class="note-text" id=described.clone()>
                {text}
            </p>
            <div class="note-foot">
                <span class="muted" hidden=move || refusal.get().is_some()>
                    {move || locale.t(if is_sent() { NotesText::Sending } else { why })}
                </span>
                <span class="note-acts">
                    <button
                        class="button quiet"
                        type="button"
                        aria-describedby=described
                        aria-disabled=move || is_sent().then_some("true")
                        on:click=handler(take)
                    >
                        {locale.t(button)}
                    </button>
                </span>
            </div>
            <Alert error=refusal />
        </li>
    }
}

/// Puts the text of a note that was not sent back into its field.
fn take_back(calls: NoteCalls, act: &Act) {
    dom::append_text(NOTE_FIELD, &act.text);
    // The server may have written the note, and its answer was lost: under its key it is the same note.
    dom::set_input(NOTE_KEY, &act.key);
    if let Some(author) = calls.outbox.author() {
        interceptor::keep_draft_key(&author, &act.key, &act.text);
        let typed = dom::text_of(NOTE_FIELD).unwrap_or_default();
        interceptor::keep_draft(&author, &typed);
    }
    dom::focus(NOTE_FIELD);
}

/// Returns the id of the row of the note that waits under this key.
pub fn waiting_id(key: &str) -> String {
    ["w-", key].concat()
}
