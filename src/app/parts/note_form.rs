//! Writing a note.

use leptos::{
    ev::{KeyboardEvent, SubmitEvent},
    html::{Form, Input, Textarea},
    prelude::*,
};

use super::{Alert, FieldError, Notes, Submit, dom, refused};
use crate::{
    api::add_note,
    app::{auth::use_auth, call::Call, seed::use_failure, use_locale},
    client,
    error::Code,
    note::IDEMPOTENCY_KEY,
    paths,
    text::Text,
};

/// The id of the field, to which the focus returns.
pub const NOTE_FIELD: &str = "note-text";

/// The form for a new note. A real form: with script off it posts to the page.
#[component]
pub fn NoteForm(notes: Notes) -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let (form, field, key) = (NodeRef::<Form>::new(), NodeRef::<Textarea>::new(), NodeRef::<Input>::new());
    let failure = use_failure();
    let typed = failure.as_ref().map(|failure| failure.typed("text")).unwrap_or_default();
    // The form's: whatever sends it twice, be it the browser after a lost answer, sends one note.
    let first_key = failure.as_ref().map(|failure| failure.typed(IDEMPOTENCY_KEY)).filter(|key| !key.is_empty());
    let first_key = first_key.unwrap_or_else(dom::new_key);
    let call = Call::new(failure.map(|failure| failure.error));
    let error = call.error();
    let code = refused(error, "text");

    // The page is made anew for each person (`guard::protected`), so whoever is signed in is whose field it is.
    let person = move || untrack(|| auth.person()).map(|person| person.id).unwrap_or_default();
    let keep = move || {
        if let Some(field) = field.get_untracked() {
            client::keep_draft(&person(), &field.value());
        }
    };
    Effect::new(move |_| {
        if let Some(field) = field.get().filter(|field| field.value().is_empty())
            && let Some(draft) = client::draft(&person())
        {
            field.set_value(&draft);
        }
        if let (Some(field), Some(key)) = (field.get(), key.get())
            && let Some(sent) = client::draft_key(&person(), &field.value())
        {
            key.set_value(&sent);
        }
    });

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = field.get_untracked().filter(|_| !call.is_pending_untracked()) else { return };
        let Some(key) = key.get_untracked() else { return };
        notes.hush();
        let (sent, sender, sent_key) = (field.value(), person(), key.value());
        client::keep_draft_key(&sender, &sent_key, &sent);
        let renew_key = move || {
            key.set_value(&dom::new_key());
            client::forget_draft_key(&sender);
        };
        call.start(add_note(sent.clone(), Some(sent_key)), move |answer| match answer {
            Ok(note) => {
                renew_key();
                notes.add(note);
                // Whoever went on typing keeps what they typed.
                if field.value() == sent {
                    field.set_value("");
                }
                keep();
                dom::focus(NOTE_FIELD);
                None
            }
            Err(refusal) if auth.may_tell(&refusal) => {
                if refusal.code == Code::IdempotencyKeyReused {
                    renew_key();
                    notes.load_again();
                }
                dom::focus(NOTE_FIELD);
                Some(refusal)
            }
            Err(_) => None,
        });
    };
    let shortcut = move |event: KeyboardEvent| {
        // While a syllable is being composed, Enter belongs to the input method.
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !event.is_composing() {
            event.prevent_default();
            if let Some(form) = form.get_untracked() {
                drop(form.request_submit());
            }
        }
    };

    view! {
        <form node_ref=form class="stack" method="post" action=paths::NOTES on:submit=submit>
            <Alert error beside=&["text"] />
            <input node_ref=key type="hidden" name=IDEMPOTENCY_KEY value=first_key autocomplete="off" />
            <div class="field">
                <label for=NOTE_FIELD>{locale.t(Text::NewNote)}</label>
                // The library writes the text between the tags of a textarea unescaped, so it is escaped here.
                <textarea
                    node_ref=field
                    id=NOTE_FIELD
                    name="text"
                    rows="3"
                    aria-invalid=move || code.get().map(|_| "true")
                    aria-describedby=move || code.get().map(|_| format!("{NOTE_FIELD}-error"))
                    on:keydown=shortcut
                    on:input=move |_| keep()
                    inner_html=escaped(&typed)
                ></textarea>
                <FieldError id=NOTE_FIELD code />
            </div>
            <Submit label=Text::AddNote pending=Signal::derive(move || call.is_pending()) />
        </form>
    }
}

/// `text` as the content of an element that holds text only.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_note_cannot_leave_its_field() {
        assert_eq!(escaped("a & b</textarea><script>"), "a &amp; b&lt;/textarea>&lt;script>");
    }
}
