//! Writing a note.

use leptos::{
    ev::{KeyboardEvent, SubmitEvent},
    html::{Form, Textarea},
    prelude::*,
};

use super::{Alert, FieldError, Notes, Submit, dom, refused};
use crate::{
    api::add_note,
    app::{auth::use_auth, call::Call, seed::use_failure, use_locale},
    client, paths,
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
    });

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = field.get_untracked().filter(|_| !call.is_pending_untracked()) else { return };
        notes.hush();
        let sent = field.value();
        call.start(add_note(sent.clone()), move |answer| match answer {
            Ok(note) => {
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
