//! What outlives the notes page: the call that writes a note, and the outbox of notes that were written or deleted while the
//! server could not be reached.

use futures::{FutureExt as _, future::LocalBoxFuture};
use leptos::prelude::*;

use super::{
    loaded::LoadedNotes,
    note::{Note, NoteId},
    row::{remove_row, row_id},
    server_functions::{add_note, delete_note},
    waiting_row::waiting_id,
};
use crate::{
    error::{AppError, Code},
    ids::UserId,
    views::{
        outbox::{Act, Outbox, SendActs},
        submission::Submission,
        ui::dom,
    },
};

/// The name of the act that writes a note. Its key is an idempotency key.
pub const ADD: &str = "add_note";
/// The name of the act that deletes a note. Its key is the note's id.
pub const DELETE: &str = "delete_note";

/// The calls of the notes, of this application.
#[derive(Clone, Copy)]
pub struct NoteCalls {
    /// The call that writes a note. A user who comes back meanwhile finds it pending and does not send the note twice.
    pub call: Submission,
    /// What waits to be sent.
    pub outbox: Outbox,
    /// Counts the notes that were written while no page showed them.
    late: RwSignal<u32>,
    /// The notes of the page that is shown.
    shown: StoredValue<Option<LoadedNotes>>,
}

impl NoteCalls {
    /// Provides the calls to all pages, and sends what waits.
    pub fn provide() {
        let calls = Self {
            call: Submission::new(None),
            outbox: Outbox::new(&[ADD, DELETE]),
            late: RwSignal::new(0),
            shown: StoredValue::new(None),
        };
        provide_context(calls);
        calls.outbox.send_with(calls);
    }

    /// Returns the calls of this application.
    ///
    /// # Panics
    /// Outside of [`crate::views::app`].
    pub fn current() -> Self {
        expect_context()
    }

    /// Returns how many notes were written while no page showed them: a page that is there by now reloads its notes.
    pub fn late(self) -> u32 {
        self.late.get()
    }

    /// Shows what is sent among these notes, for as long as their page exists.
    pub fn show_in(self, notes: LoadedNotes) {
        self.shown.set_value(Some(notes));
        on_cleanup(move || self.shown.set_value(None));
    }

    /// Notes that a note was written whose page is gone.
    pub fn written_late(self) {
        self.late.update(|times| *times = times.wrapping_add(1));
    }

    /// Keeps a note that could not be sent. Returns false where the browser cannot.
    pub fn keep_note(self, author: &UserId, key: &str, text: &str) -> bool {
        self.keep(author, ADD, key, text)
    }

    /// Keeps a deletion that could not be sent. Returns false where the browser cannot.
    pub fn keep_deletion(self, id: &NoteId) -> bool {
        let row = row_id(id);
        let had_focus = dom::holds_focus(&row);
        let author = self.outbox.author();
        let is_kept = author.is_some_and(|author| self.keep(&author, DELETE, id, ""));
        if is_kept && had_focus {
            // Another row of this id is there once the list has seen it.
            request_animation_frame(move || dom::focus_in(&row, "button"));
        }
        is_kept
    }

    fn keep(self, author: &UserId, name: &str, key: &str, text: &str) -> bool {
        let act = Act {
            name: name.to_owned(),
            key: key.to_owned(),
            text: text.to_owned(),
        };
        self.outbox.put(author, act)
    }

    fn shown<T>(self, of: impl FnOnce(LoadedNotes) -> T) -> Option<T> {
        self.shown.get_value().map(of)
    }

    /// Writes a note. Behind a pointer, so that the browser downloads this call once.
    pub fn write(text: String, key: String) -> LocalBoxFuture<'static, Result<Note, AppError>> {
        Box::pin(add_note(text, Some(key)))
    }

    /// Deletes a note. Behind a pointer, as [`Self::write`]. Returns false where another tab or device has deleted the note
    /// first: the result is the intended one, but nothing can be restored from here.
    pub fn delete(id: String) -> LocalBoxFuture<'static, Result<bool, AppError>> {
        Box::pin(delete_note(id).map(|answer| match answer {
            Ok(()) => Ok(true),
            Err(refusal) if refusal.code == Code::NotFound => Ok(false),
            Err(refusal) => Err(refusal),
        }))
    }

    async fn send_act(self, act: Act) -> Result<(), AppError> {
        if act.name == ADD {
            let written = Self::write(act.text, act.key.clone()).await?;
            self.show_written(&act.key, written);
            return Ok(());
        }
        let can_restore = Self::delete(act.key.clone()).await?;
        self.shown(|notes| remove_row(&NoteId::from(act.key), notes, can_restore));
        Ok(())
    }

    fn show_written(self, key: &str, note: Note) {
        let had_focus = dom::holds_focus(&waiting_id(key));
        let row = row_id(&note.id);
        let is_shown = self.shown(|notes| notes.insert(note)).is_some();
        if !is_shown {
            self.written_late();
        } else if had_focus {
            // The row is there once the list has seen it.
            request_animation_frame(move || dom::focus(&row));
        }
    }
}

impl SendActs for NoteCalls {
    fn send(&self, act: Act) -> LocalBoxFuture<'static, Result<(), AppError>> {
        Box::pin(self.send_act(act))
    }

    fn reload(&self) {
        self.shown(LoadedNotes::refetch);
    }
}
