//! Writing a note.

use leptos::{
    ev::{KeyboardEvent, SubmitEvent},
    html::{Form, Textarea},
    prelude::*,
};

use super::{Alert, FieldError, Notes, Submit, dom, refused};
use crate::{
    api::AddNote,
    app::{auth::use_auth, seed::use_failure, use_locale},
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
    let (form, field) = (NodeRef::<Form>::new(), NodeRef::<Textarea>::new());
    let failure = use_failure();
    let typed = failure.as_ref().map(|failure| failure.typed("text")).unwrap_or_default();
    let error = RwSignal::new(failure.map(|failure| failure.error));
    let code = refused(error.into(), "text");
    let action = ServerAction::<AddNote>::new();
    let sent = StoredValue::new(String::new());

    Effect::new(move |_| match action.value().get() {
        Some(Ok(note)) => {
            notes.add(note);
            // Whoever went on typing keeps what they typed.
            if let Some(field) = field.get_untracked().filter(|field| sent.with_value(|sent| *sent == field.value())) {
                field.set_value("");
            }
            dom::focus(NOTE_FIELD);
        }
        Some(Err(refusal)) if auth.may_tell(&refusal) => {
            error.set(Some(refusal));
            dom::focus(NOTE_FIELD);
        }
        Some(Err(_)) | None => {}
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(field) = field.get_untracked().filter(|_| !action.pending().get_untracked()) {
            error.set(None);
            notes.hush();
            sent.set_value(field.value());
            action.dispatch(AddNote { text: field.value() });
        }
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
                    inner_html=escaped(&typed)
                ></textarea>
                <FieldError id=NOTE_FIELD code />
            </div>
            <Submit label=Text::AddNote pending=action.pending() />
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
