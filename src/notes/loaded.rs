//! The notes of this page as the form, the list and its rows share them.

use leptos::prelude::*;

use super::{NOTES, NotePage, NotesText, note::Note};
use crate::{
    error::AppError,
    views::{json::Json, ui::dom},
};

type Loaded = Resource<Result<NotePage, AppError>, Json>;

/// What was loaded, changed in place by what was written since: nothing is fetched again, so nothing flashes.
#[derive(Clone, Copy)]
pub struct LoadedNotes {
    loaded: Loaded,
    place: Signal<Option<String>>,
    announcement: RwSignal<Option<NotesText>>,
}

impl LoadedNotes {
    /// The notes that `loaded` brings for the `place` that the page's address names.
    pub fn new(loaded: Loaded, place: Signal<Option<String>>) -> Self {
        Self {
            loaded,
            place,
            announcement: RwSignal::new(None),
        }
    }

    /// The notes, newest first; none before they are loaded. Call it below the page's `Transition`, which waits for them.
    pub fn list(self) -> Vec<Note> {
        self.loaded.with(|loaded| match loaded {
            Some(Ok(page)) => page.notes.clone(),
            _ => Vec::new(),
        })
    }

    /// Whether these are not the newest.
    pub fn are_older(self) -> bool {
        self.place.with(Option::is_some)
    }

    /// Where the older ones begin, if there are any.
    pub fn more(self) -> Option<String> {
        self.loaded.with(|loaded| {
            loaded
                .as_ref()
                .and_then(|loaded| loaded.as_ref().ok()?.more.clone())
        })
    }

    /// Whether they are loaded and there are none.
    pub fn is_empty(self) -> bool {
        self.loaded
            .with(|loaded| matches!(loaded, Some(Ok(page)) if page.notes.is_empty()))
    }

    /// Why they could not be loaded.
    pub fn failure(self) -> Option<AppError> {
        self.loaded.with(|loaded| {
            loaded
                .as_ref()
                .and_then(|loaded| loaded.as_ref().err().cloned())
        })
    }

    /// Loads them once more.
    pub fn refetch(self) {
        self.loaded.refetch();
    }

    /// Puts a note that was just written on top. Where the others could not be loaded, this is the time to try again.
    ///
    /// Whether the page of these notes is still there.
    pub fn add(self, note: Note) -> bool {
        // Its place is on another page.
        if self.place.try_with_untracked(Option::is_some) == Some(true) {
            dom::load(NOTES);
        }
        let listed = self.loaded.try_update(|loaded| match loaded {
            // A note that was sent again may be listed already.
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
        self.announcement.try_set(Some(NotesText::NoteAdded));
        listed.is_some()
    }

    /// Takes away a note that was just deleted.
    pub fn remove(self, id: &str) {
        self.loaded.update(|loaded| {
            if let Some(Ok(NotePage { notes, .. })) = loaded {
                notes.retain(|note| note.id != id);
            }
        });
        self.announcement.set(Some(NotesText::NoteDeleted));
    }

    /// The note below `id`, or else the one above it.
    pub fn neighbour(self, id: &str) -> Option<String> {
        self.loaded.try_with_untracked(|loaded| {
            let notes = &loaded.as_ref()?.as_ref().ok()?.notes;
            let place = notes.iter().position(|note| note.id == id)?;
            let beside = notes
                .get(place + 1)
                .or_else(|| notes.get(place.checked_sub(1)?))?;
            Some(beside.id.clone())
        })?
    }

    /// What was done last, in words for those who do not see the list change.
    pub fn announcement(self) -> Option<NotesText> {
        self.announcement.get()
    }

    /// Something new is under way: saying the same again later is news again.
    pub fn clear_announcement(self) {
        self.announcement.set(None);
    }
}
