//! The form for a new note.

use leptos::{
    ev::{Event, KeyboardEvent, SubmitEvent},
    html::{Form, Input, Textarea},
    prelude::*,
    task::spawn_local,
};

use super::{NOTES, NotesText, calls::NoteCalls, loaded::LoadedNotes, note::NoteText};
use crate::{
    error::{AppError, Code},
    form_fields,
    ids::UserId,
    interceptor,
    views::{
        auth::use_auth,
        page_state::use_returned_form,
        ui::{
            Alert, FieldError, Submit, described_if_refused, dom, effect, handler, refused,
            true_if_refused,
        },
        use_locale,
    },
};

/// The id of the text area, to which the focus returns.
pub const NOTE_FIELD: &str = "note-text";
/// The id of the input that holds the idempotency key.
pub const NOTE_KEY: &str = "note-key";

/// Renders the form for a new note. A real form: with script off it posts to the page.
#[component]
pub fn NoteForm(notes: LoadedNotes) -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let (form, field, key) = (
        NodeRef::<Form>::new(),
        NodeRef::<Textarea>::new(),
        NodeRef::<Input>::new(),
    );
    let returned = use_returned_form();
    let typed = returned
        .as_ref()
        .map(|returned| returned.typed("text"))
        .unwrap_or_default();
    // The key belongs to the form: sending the form twice, for example by a browser that lost the answer, creates one
    // note.
    let first_key = returned
        .as_ref()
        .map(|returned| returned.typed(form_fields::IDEMPOTENCY_KEY))
        .filter(|key| !key.is_empty());
    let first_key = first_key.unwrap_or_else(dom::new_key);
    let calls = NoteCalls::current();
    let call = calls.call;
    call.begin(returned.and_then(|returned| returned.error));
    let error = call.error();
    let code = refused(error, "text");

    // The page is re-created for each user (`guard::protected`), so the field belongs to the signed-in user.
    let person = move || {
        untrack(|| auth.person())
            .map(|person| person.id)
            .unwrap_or_default()
    };
    let keep = move || {
        if let Some(field) = field.get_untracked() {
            interceptor::keep_draft(&person(), &field.value());
        }
    };
    effect(move || {
        let author = person();
        spawn_local(async move {
            if let Some(draft) = interceptor::draft(&author)
                .await
                .filter(|_| person() == author)
            {
                dom::fill_empty(NOTE_FIELD, &draft);
            }
            if let Some(key) =
                dom::text_of(NOTE_FIELD).and_then(|text| interceptor::draft_key(&author, &text))
            {
                dom::set_input(NOTE_KEY, &key);
            }
        });
    });

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = field
            .get_untracked()
            .filter(|_| !call.is_pending_untracked())
        else {
            return;
        };
        let Some(key) = key.get_untracked() else {
            return;
        };
        notes.clear_announcement();
        let (author, sent, sent_key) = (person(), field.value(), key.value());
        interceptor::keep_draft_key(&author, &sent_key, &sent);
        // When the answer comes, this page may be gone and another instance in its place: do not rely on it.
        let renew_key = |author: &UserId| {
            dom::set_input(NOTE_KEY, &dom::new_key());
            interceptor::forget_draft_key(author);
        };
        call.start(
            NoteCalls::write(sent.clone(), sent_key.clone()),
            move |answer| match answer {
                Ok(written) => {
                    renew_key(&author);
                    interceptor::draft_sent(&author, &sent);
                    // Keeps text that the user has typed since.
                    dom::clear_text(NOTE_FIELD, &sent);
                    if notes.add(written) {
                        dom::focus(NOTE_FIELD);
                    } else {
                        calls.written_late();
                    }
                    None
                }
                Err(refusal) if refusal.code == Code::Offline => {
                    if let Err(code) = NoteText::parse(&sent) {
                        dom::focus(NOTE_FIELD);
                        return Some(AppError::field(form_fields::TEXT, code));
                    }
                    if !calls.keep_note(&author, &sent_key, &sent) {
                        return Some(refusal);
                    }
                    renew_key(&author);
                    interceptor::draft_sent(&author, &sent);
                    dom::clear_text(NOTE_FIELD, &sent);
                    dom::focus(NOTE_FIELD);
                    notes.announce(NotesText::NoteWaits);
                    None
                }
                Err(refusal) if auth.should_show(&refusal) && person() == author => {
                    if refusal.code == Code::IdempotencyKeyReused {
                        renew_key(&author);
                        notes.refetch();
                    }
                    dom::focus(NOTE_FIELD);
                    Some(refusal)
                }
                Err(_) => None,
            },
        );
    };
    let shortcut = move |event: KeyboardEvent| {
        // While a syllable is being composed, Enter belongs to the input method.
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !event.is_composing()
        {
            event.prevent_default();
            if let Some(form) = form.get_untracked() {
                drop(form.request_submit());
            }
        }
    };

    view! {
        <form node_ref=form id=form_fields::TYPED_FORM class="stack" method="post" action=NOTES on:submit=handler(submit)>
            <Alert error beside=&["text"] />
            <input node_ref=key type="hidden" name=form_fields::IDEMPOTENCY_KEY value=first_key id=NOTE_KEY autocomplete="off" />
            <input type="hidden" name=form_fields::AUTHOR value=person().to_string() />
            <div class="field">
                <label for=NOTE_FIELD>{locale.t(NotesText::NewNote)}</label>
                // Leptos writes the content of a textarea unescaped, so it is escaped here.
                <textarea
                    node_ref=field
                    id=NOTE_FIELD
                    name="text"
                    rows="3"
                    aria-invalid=true_if_refused(code)
                    aria-describedby=described_if_refused(code, NOTE_FIELD.to_owned())
                    on:keydown=handler(shortcut)
                    on:input=handler(move |_: Event| keep())
                    inner_html=escaped(&typed)
                ></textarea>
                <FieldError id=NOTE_FIELD name="text" code />
                <p class="hint">{locale.t(NotesText::Shortcut)}</p>
            </div>
            <Submit label=locale.t(NotesText::AddNote) pending=Signal::derive(move || call.is_pending()) />
        </form>
    }
}

/// Escapes `text` as the content of an element that holds only text.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_note_cannot_leave_its_field() {
        assert_eq!(
            escaped("a & b</textarea><script>"),
            "a &amp; b&lt;/textarea>&lt;script>"
        );
    }
}
