//! The way back from a deletion: a notice with a button, for some seconds.

use std::time::Duration;

use leptos::{
    ev::{KeyboardEvent, MouseEvent, keydown},
    prelude::*,
};

use super::{NOTES, NotesText, loaded::LoadedNotes, note::Note, server_functions::restore_note};
use crate::views::{
    auth::use_auth,
    page_state::use_done,
    submission::Submission,
    ui::{Alert, Delay, dom, dynamic, effect, handler},
    use_locale,
};

/// What a plain form has done, before the id of the note.
pub const DELETED: &str = "deleted:";
/// How long the notice stays.
const STAYS: Duration = Duration::from_secs(8);

/// Renders the notice after a note was deleted. `Ctrl + Z` presses its button from wherever nothing is typed.
#[component]
pub fn UndoNotice(notes: LoadedNotes) -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let call = Submission::new(None);
    let end = Delay::owned();
    effect(move || match notes.deleted() {
        Some(_) => end.start(move || notes.forget_deleted(), STAYS),
        None => end.stop(),
    });
    let undo = move |deleted: Note| {
        // The time that the answer takes does not count.
        end.stop();
        let restored = restore_note(deleted.id.to_string());
        call.start(restored, move |answer| match answer {
            Ok(note) => {
                let row = super::row::row_id(&note.id);
                notes.restore(note);
                // The row is there once the list has seen it.
                request_animation_frame(move || dom::focus(&row));
                None
            }
            Err(refusal) => Some(refusal).filter(|refusal| auth.should_show(refusal)),
        });
    };
    let shortcut = window_event_listener(keydown, move |event: KeyboardEvent| {
        let is_undo = (event.ctrl_key() || event.meta_key()) && event.key() == "z";
        if let Some(deleted) = untrack(|| notes.deleted())
            && is_undo
            && !dom::is_typing()
        {
            event.prevent_default();
            undo(deleted);
        }
    });
    on_cleanup(move || shortcut.remove());
    dynamic(move || {
        notes.deleted().map(|deleted| {
            let press = move |_: MouseEvent| undo(deleted.clone());
            view! {
                <div class="toast">
                    <span>{locale.t(NotesText::NoteDeleted)}</span>
                    <button
                        class="button secondary"
                        type="button"
                        aria-keyshortcuts="Control+Z"
                        aria-disabled=call.true_while_pending()
                        on:click=handler(press)
                    >
                        {locale.t(NotesText::Undo)}
                    </button>
                    <Alert error=call.error() />
                </div>
            }
        })
    })
}

/// Renders the form that restores the note which a plain form has just deleted, if one has.
#[component]
pub fn UndoForm() -> impl IntoView {
    let locale = use_locale();
    let done = use_done();
    let deleted = done.as_deref().and_then(|done| done.strip_prefix(DELETED));
    deleted.map(|deleted| {
        view! {
            <form class="toast" method="post" action=NOTES>
                <span>{locale.t(NotesText::NoteDeleted)}</span>
                <input type="hidden" name="restore" value=deleted.to_owned() />
                <button class="button secondary">{locale.t(NotesText::Undo)}</button>
            </form>
        }
    })
}
