//! A note: its type, its limits, and its representation on the wire.

use serde::Serialize;

use crate::{error::FieldCode, ids::ids, input::bounded, json::from_json};

/// The maximum length of a note, in characters.
pub const NOTE_MAX: usize = 2000;

ids! {
    /// The id of a note: UUID v7.
    NoteId;
}

/// A page of a user's notes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NotePage {
    /// The notes, newest first.
    pub notes: Vec<Note>,
    /// The cursor of the older notes; `None` if there are none.
    pub more: Option<String>,
}

/// A note of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Note {
    /// The note's id.
    #[cfg_attr(feature = "ssr", schema(value_type = String))]
    pub id: NoteId,
    /// What was written.
    pub text: String,
    /// When, as an RFC 3339 time in UTC with seconds: `2026-11-21T18:38:04Z`.
    #[cfg_attr(feature = "ssr", schema(format = DateTime))]
    pub created_at: String,
}

from_json! {
    NotePage { notes, more }
    Note { id, text, created_at }
}

/// The text of a note: trimmed, with LF line endings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NoteText(String);

impl NoteText {
    /// Parses and trims the text of a note.
    ///
    /// # Errors
    /// [`FieldCode::Required`], [`FieldCode::TooLong`] or [`FieldCode::InvalidCharacter`].
    pub fn parse(raw: &str) -> Result<Self, FieldCode> {
        // A plain form sends CR LF line endings (HTML, form submission), script sends LF: the same note must be the
        // same text.
        let text = raw.replace("\r\n", "\n");
        bounded(text.trim(), NOTE_MAX, |s| s.chars().count()).map(|s| Self(s.to_owned()))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::holds;

    #[test]
    fn the_browser_reads_what_serde_writes() {
        let note = Note {
            id: "n-1".into(),
            text: "two\nlines, \"둘\"".to_owned(),
            created_at: "2026-11-21T18:38:04Z".to_owned(),
        };
        holds(note.clone());
        holds(NotePage::default());
        holds(NotePage {
            notes: vec![note],
            more: Some("cursor".to_owned()),
        });
    }

    #[test]
    fn a_note_counts_characters_not_bytes() {
        assert!(NoteText::parse(&"가".repeat(NOTE_MAX)).is_ok());
        assert_eq!(
            NoteText::parse(&"가".repeat(NOTE_MAX + 1)),
            Err(FieldCode::TooLong)
        );
        assert_eq!(NoteText::parse(" \n "), Err(FieldCode::Required));
        assert_eq!(
            NoteText::parse("a\r\nb").as_ref().map(NoteText::as_str),
            Ok("a\nb")
        );
    }
}
