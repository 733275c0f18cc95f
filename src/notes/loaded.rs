//! The loaded notes of this page, shared by the form, the list and its rows.

use leptos::prelude::*;

use super::{
    NOTES, NotePage, NotesText,
    note::{Note, NoteId},
};
use crate::{error::AppError, json::Json, views::ui::dom};

type Loaded = Resource<Result<NotePage, AppError>, Json>;

/// The loaded notes, updated in place after each write: nothing is refetched, so nothing flickers.
#[derive(Clone, Copy)]
pub struct LoadedNotes {
    loaded: Loaded,
    cursor: Signal<Option<String>>,
    announcement: RwSignal<Option<NotesText>>,
    /// The note that was deleted last, while it can be restored.
    deleted: RwSignal<Option<Note>>,
}

impl LoadedNotes {
    /// Creates the state from `loaded`, the resource for the cursor in the page's address.
    pub fn new(loaded: Loaded, cursor: Signal<Option<String>>) -> Self {
        Self {
            loaded,
            cursor,
            announcement: RwSignal::new(None),
            deleted: RwSignal::new(None),
        }
    }

    /// Returns the notes, newest first; empty until they are loaded. Call it below the page's `Transition`, which waits
    /// for them.
    pub fn list(self) -> Vec<Note> {
        self.loaded.with(|loaded| match loaded {
            Some(Ok(page)) => page.notes.clone(),
            _ => Vec::new(),
        })
    }

    /// Returns the cursor of this page; `None` on that of the newest notes.
    pub fn cursor(self) -> Signal<Option<String>> {
        self.cursor
    }

    /// Returns the cursor of the older notes, if there are any.
    pub fn more(self) -> Option<String> {
        self.loaded.with(|loaded| {
            loaded
                .as_ref()
                .and_then(|loaded| loaded.as_ref().ok()?.more.clone())
        })
    }

    /// Returns whether the notes are loaded and there are none.
    pub fn is_empty(self) -> bool {
        self.loaded
            .with(|loaded| matches!(loaded, Some(Ok(page)) if page.notes.is_empty()))
    }

    /// Returns why the notes could not be loaded.
    pub fn failure(self) -> Option<AppError> {
        self.loaded.with(|loaded| {
            loaded
                .as_ref()
                .and_then(|loaded| loaded.as_ref().err().cloned())
        })
    }

    /// Loads the notes again.
    pub fn refetch(self) {
        self.loaded.refetch();
    }

    /// Adds a note that was just written at the top, or loads the page of the newest notes, where it belongs.
    ///
    /// Returns whether the page of these notes still exists.
    pub fn add(self, note: Note) -> bool {
        if self.is_of_older() {
            dom::load(NOTES);
        }
        self.insert(note)
    }

    /// Returns whether this is a page of older notes.
    fn is_of_older(self) -> bool {
        self.cursor.try_with_untracked(Option::is_some) == Some(true)
    }

    /// Adds a note that was just written at the top, except on a page of older notes. Refetches if the others could not be
    /// loaded.
    ///
    /// Returns whether the page of these notes still exists.
    pub fn insert(self, note: Note) -> bool {
        let is_of_older = self.is_of_older();
        let listed = self.loaded.try_update(|loaded| match loaded {
            Some(Ok(_)) if is_of_older => true,
            // A note that was sent again may already be listed.
            Some(Ok(NotePage { notes, .. })) => {
                notes.retain(|listed| listed.id != note.id);
                notes.insert(0, note);
                true
            }
            _ => false,
        });
        if listed == Some(false) {
            self.refetch();
        }
        self.announce(NotesText::NoteAdded);
        listed.is_some()
    }

    /// Removes a note that was just deleted; `can_restore` unless somebody else has deleted it.
    pub fn remove(self, id: &NoteId, can_restore: bool) {
        let mut removed = None;
        self.loaded.update(|loaded| {
            if let Some(Ok(NotePage { notes, .. })) = loaded {
                let place = notes.iter().position(|note| note.id == *id);
                removed = place.map(|place| notes.remove(place));
            }
        });
        self.deleted.set(removed.filter(|_| can_restore));
        self.announce(NotesText::NoteDeleted);
    }

    /// Shows a note with its new text.
    pub fn replace(self, saved: Note) {
        self.loaded.try_update(|loaded| {
            if let Some(Ok(NotePage { notes, .. })) = loaded
                && let Some(note) = notes.iter_mut().find(|note| note.id == saved.id)
            {
                *note = saved;
            }
        });
        self.announce(NotesText::NoteSaved);
    }

    /// Puts a restored note back to its place: newest first, and in one second by id.
    pub fn restore(self, note: Note) {
        self.loaded.try_update(|loaded| {
            if let Some(Ok(NotePage { notes, .. })) = loaded {
                let is_newer =
                    |other: &Note| (&other.created_at, &*other.id) > (&note.created_at, &*note.id);
                let place = notes.iter().take_while(|other| is_newer(other)).count();
                notes.insert(place, note);
            }
        });
        self.deleted.try_set(None);
        self.announce(NotesText::NoteRestored);
    }

    /// Returns the note that was deleted last, while it can be restored.
    pub fn deleted(self) -> Option<Note> {
        self.deleted.get()
    }

    /// Forgets it: the time for restoring it is over.
    pub fn forget_deleted(self) {
        self.deleted.try_set(None);
    }

    /// Returns the id of the note below `id`, or else of the one above it.
    pub fn neighbour(self, id: &NoteId) -> Option<NoteId> {
        self.loaded.try_with_untracked(|loaded| {
            let notes = &loaded.as_ref()?.as_ref().ok()?.notes;
            let position = notes.iter().position(|note| note.id == *id)?;
            let beside = notes
                .get(position + 1)
                .or_else(|| notes.get(position.checked_sub(1)?))?;
            Some(beside.id.clone())
        })?
    }

    /// Returns the announcement of the last action, for users who do not see the list change.
    pub fn announcement(self) -> Option<NotesText> {
        self.announcement.get()
    }

    /// Announces what was done.
    pub fn announce(self, text: NotesText) {
        self.announcement.try_set(Some(text));
    }

    /// Clears the announcement when a new action starts, so that the same text is announced again.
    pub fn clear_announcement(self) {
        self.announcement.set(None);
    }
}
