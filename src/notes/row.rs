//! One note, with what can be done with it.

use leptos::{
    either::Either,
    ev::{Event, KeyboardEvent, MouseEvent},
    html::Textarea,
    prelude::*,
    task::spawn_local,
};

use super::{
    NOTES, NotesText,
    calls::NoteCalls,
    form::{NOTE_FIELD, escaped},
    loaded::LoadedNotes,
    note::{Note, NoteId},
    server_functions::edit_note,
};
use crate::{
    error::Code,
    ids::UserId,
    interceptor,
    text::Text,
    views::{
        auth::use_auth,
        submission::Submission,
        ui::{
            Alert, FieldError, LocalTime, described_if_refused, dom, dynamic, effect, handler,
            refused, true_if_refused,
        },
        use_locale,
    },
};

/// From how many characters or lines on a note is folded.
const LONG: (usize, usize) = (600, 10);

/// Renders one note. The name of a button is the action, its description the note's text: if the text were part of the
/// name, a note could take the name of another control.
///
/// The buttons belong to the form around the list: with script off they post to the page.
#[component]
pub fn NoteRow(
    note: Note,
    notes: LoadedNotes,
    /// Whether the address asks to edit it.
    is_edited: bool,
) -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let (call, calls) = (Submission::new(None), NoteCalls::current());
    let editing = RwSignal::new(is_edited);
    let author = untrack(|| auth.person())
        .map(|person| person.id)
        .unwrap_or_default();
    let typed = StoredValue::new(None::<String>);
    {
        let (author, note) = (author.clone(), note.clone());
        effect(move || {
            let (author, note) = (author.clone(), note.clone());
            spawn_local(async move {
                match interceptor::edit(&author, &note.id).await {
                    // It was saved, and the answer was lost.
                    Some(text) if text.trim() == note.text => {
                        interceptor::keep_edit(&author, &note.id, "");
                    }
                    Some(text) => {
                        typed.try_update_value(|typed| *typed = Some(text));
                        editing.try_set(true);
                    }
                    None => {}
                }
            });
        });
    }
    let (row, text) = (row_id(&note.id), text_id(&note.id));

    let (id, owner) = (note.id.clone(), author.clone());
    let delete = move |event: MouseEvent| {
        event.prevent_default();
        if call.is_pending_untracked() {
            return;
        }
        notes.clear_announcement();
        let (id, owner) = (id.clone(), owner.clone());
        call.start(
            NoteCalls::delete(id.to_string()),
            move |answer| match answer {
                Ok(can_restore) => {
                    interceptor::keep_edit(&owner, &id, "");
                    remove_row(&id, notes, can_restore);
                    None
                }
                Err(refusal) if refusal.code == Code::Offline && calls.keep_deletion(&id) => None,
                Err(refusal) => Some(refusal).filter(|refusal| auth.should_show(refusal)),
            },
        );
    };
    let edit = move |event: MouseEvent| {
        event.prevent_default();
        typed.set_value(None);
        editing.set(true);
    };
    let is_long = note.text.chars().count() > LONG.0 || note.text.lines().count() > LONG.1;
    let (described, edit_address) = (text.clone(), format!("?edit={}", note.id));
    let deleted = note.id.to_string();
    let kept = note.clone();
    view! {
        <li class="note" id=row tabindex="-1">
            {is_long
                .then(|| {
                    view! {
                        <details class="fold">
                            <summary>{locale.t(NotesText::Whole)}</summary>
                        </details>
                    }
                })}
            {dynamic(move || {
                if editing.get() {
                    Either::Left(view! { <Editor note=kept.clone() author=author.clone() typed=typed.get_value() notes editing call /> })
                } else {
                    Either::Right(view! {
                        <p class="note-text" id=text.clone()>
                            {kept.text.clone()}
                        </p>
                    })
                }
            })}
            <div class="note-foot">
                <LocalTime at=note.created_at />
                <span class="note-acts" hidden=move || editing.get()>
                    <a class="button quiet" href=edit_address aria-describedby=described.clone() on:click=handler(edit)>
                        {locale.t(NotesText::Edit)}
                    </a>
                    <button
                        class="button quiet danger"
                        name="delete"
                        value=deleted
                        aria-describedby=described
                        aria-disabled=call.true_while_pending()
                        on:click=handler(delete)
                    >
                        {locale.t(Text::Delete)}
                    </button>
                </span>
            </div>
            <Alert error=call.error() beside=&["text"] />
        </li>
    }
}

/// Renders the text area in place of the text. What is typed stays until it is saved or given up, over a reload, too.
#[component]
fn Editor(
    note: Note,
    author: UserId,
    /// What was typed before a reload. It is there again, and takes no focus.
    typed: Option<String>,
    notes: LoadedNotes,
    editing: RwSignal<bool>,
    call: Submission,
) -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let field = NodeRef::<Textarea>::new();
    let id = format!("{}-edit", row_id(&note.id));
    let code = refused(call.error(), "text");
    let (opened, takes_focus) = (id.clone(), typed.is_none());
    effect(move || {
        if takes_focus {
            dom::focus(&opened);
        }
    });
    let keep = {
        let (author, note) = (author.clone(), note.clone());
        move |_: Event| {
            let typed = field.get_untracked().map(|field| field.value());
            let typed = typed
                .filter(|typed| *typed != note.text)
                .unwrap_or_default();
            interceptor::keep_edit(&author, &note.id, &typed);
        }
    };
    let end = {
        let id = note.id.clone();
        move || {
            interceptor::keep_edit(&author, &id, "");
            editing.set(false);
            dom::focus(&row_id(&id));
        }
    };
    let save = {
        let (id, end) = (note.id.clone(), end.clone());
        move || {
            let Some(field) = field.get_untracked() else {
                return;
            };
            notes.clear_announcement();
            let end = end.clone();
            call.start(
                edit_note(id.to_string(), field.value()),
                move |answer| match answer {
                    Ok(saved) => {
                        end();
                        notes.replace(saved);
                        None
                    }
                    Err(refusal) => Some(refusal).filter(|refusal| auth.should_show(refusal)),
                },
            );
        }
    };
    let press = {
        let save = save.clone();
        move |event: MouseEvent| {
            event.prevent_default();
            save();
        }
    };
    let cancel = {
        let end = end.clone();
        move |event: MouseEvent| {
            event.prevent_default();
            end();
        }
    };
    let keys = move |event: KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        if event.key() == "Escape" {
            end();
        } else if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            save();
        }
    };
    let (invalid, described) = (id.clone(), id.clone());
    view! {
        <div class="field">
            <label class="visually-hidden" for=id.clone()>
                {locale.t(NotesText::EditedText)}
            </label>
            <textarea
                node_ref=field
                id=id
                name="text"
                rows="3"
                aria-invalid=true_if_refused(code)
                aria-describedby=described_if_refused(code, described)
                on:input=handler(keep)
                on:keydown=handler(keys)
                inner_html=escaped(typed.as_ref().unwrap_or(&note.text))
            ></textarea>
            <FieldError id=invalid name="text" code />
            <p class="note-acts">
                <button
                    class="button"
                    name="save"
                    value=note.id.to_string()
                    aria-disabled=call.true_while_pending()
                    on:click=handler(press)
                >
                    {locale.t(NotesText::Save)}
                </button>
                <a class="button secondary" href=NOTES on:click=handler(cancel)>
                    {locale.t(Text::Cancel)}
                </a>
            </p>
        </div>
    }
}

/// Removes the row of a deleted note. The focus moves from it to the row beside it.
pub fn remove_row(id: &NoteId, notes: LoadedNotes, can_restore: bool) {
    if dom::holds_focus(&row_id(id)) {
        match notes.neighbour(id) {
            Some(beside) => dom::focus_in(&row_id(&beside), "[name=delete]"),
            None => dom::focus(NOTE_FIELD),
        }
    }
    notes.remove(id, can_restore);
}

/// Returns the id of the row of this note.
pub fn row_id(note: &NoteId) -> String {
    ["n-", tail(note)].concat()
}

fn text_id(note: &NoteId) -> String {
    ["t-", tail(note)].concat()
}

/// Returns the random end of the note's id, which is enough on one page: a row names it five times.
fn tail(note: &NoteId) -> &str {
    let id: &str = note;
    id.rsplit_once('-').map_or(id, |(_, tail)| tail)
}
