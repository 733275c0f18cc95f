//! A note that waits to be written or deleted, as a row of the list.

use leptos::{ev::MouseEvent, prelude::*};

use super::{
    NotesText,
    calls::NoteCalls,
    form::{NOTE_FIELD, NOTE_KEY},
    note::Note,
    row::row_id,
};
use crate::{
    interceptor,
    views::{
        outbox::Act,
        ui::{Alert, dom},
        use_locale,
    },
};

/// Renders a note that waits to be written. It can be taken back into the field.
#[component]
pub fn WaitingNote(act: Act) -> impl IntoView {
    let calls = NoteCalls::current();
    let key = act.key.clone();
    let take_back = move || {
        let Some(act) = calls.outbox.take(&key) else {
            return;
        };
        dom::append_text(NOTE_FIELD, &act.text);
        // The server may have written the note, and its answer was lost: under its key it is the same note.
        dom::set_input(NOTE_KEY, &act.key);
        if let Some(author) = calls.outbox.author() {
            interceptor::keep_draft_key(&author, &act.key, &act.text);
            interceptor::keep_draft(&author, &dom::text_of(NOTE_FIELD).unwrap_or(act.text));
        }
        dom::focus(NOTE_FIELD);
    };
    view! {
        <WaitingRow
            id=waiting_id(&act.key)
            key=act.key
            text=act.text
            why=NotesText::Waits
            button=NotesText::TakeBack
            press=take_back
        />
    }
}

/// Renders a note that waits to be deleted. Until then nothing is lost.
#[component]
pub fn WaitingDeletion(note: Note) -> impl IntoView {
    let calls = NoteCalls::current();
    let (key, row) = (note.id.to_string(), row_id(&note.id));
    let shown_again = row.clone();
    let keep = move || {
        if calls.outbox.take(&key).is_some() {
            let row = shown_again.clone();
            request_animation_frame(move || dom::focus(&row));
        }
    };
    view! {
        <WaitingRow
            id=row
            key=note.id.into()
            text=note.text
            why=NotesText::DeletionWaits
            button=NotesText::Undo
            press=keep
        />
    }
}

#[component]
fn WaitingRow(
    id: String,
    /// The key of the act.
    key: String,
    text: String,
    /// What the note waits for.
    why: NotesText,
    button: NotesText,
    /// What the button does.
    press: impl Fn() + 'static,
) -> impl IntoView {
    let locale = use_locale();
    let outbox = NoteCalls::current().outbox;
    let described = format!("{id}-text");
    let sent = key.clone();
    let is_sending = Memo::new(move |_| outbox.is_sending(&sent));
    let refusal = Memo::new(move |_| outbox.refusal(&key));
    view! {
        <li class="note waiting" id=id tabindex="-1">
            <p class="note-text" id=described.clone()>
                {text}
            </p>
            <div class="note-foot">
                <span class="muted">
                    {move || {
                        let text = if is_sending.get() { NotesText::Sending } else { why };
                        refusal.with(Option::is_none).then(|| locale.t(text))
                    }}
                </span>
                <span class="note-acts">
                    <button
                        class="button quiet"
                        type="button"
                        aria-describedby=described
                        aria-disabled=move || is_sending.get().then_some("true")
                        on:click=move |_: MouseEvent| press()
                    >
                        {locale.t(button)}
                    </button>
                </span>
            </div>
            <Alert error=refusal />
        </li>
    }
}

/// Returns the id of the row of the note that waits under this key.
pub fn waiting_id(key: &str) -> String {
    ["w-", key].concat()
}
