//! A note as it goes over the wire.

use serde::{Deserialize, Serialize};

/// The name of the field that holds the idempotency key of a note's form.
pub const IDEMPOTENCY_KEY: &str = "idempotency_key";
/// The name of the field that holds the text of a note's form.
pub const TEXT: &str = "text";
/// The name of the field that holds the id of whom a note's form was made for. What one person wrote is not for another.
pub const AUTHOR: &str = "author";

/// A page of a person's notes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotePage {
    /// The notes, newest first.
    pub notes: Vec<Note>,
    /// Where the older ones begin; nothing where there are none.
    pub more: Option<String>,
}

/// One note of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Note {
    /// The note's id.
    pub id: String,
    /// What was written.
    pub text: String,
    /// When, as an RFC 3339 time in UTC with seconds: `2026-11-21T18:38:04Z`.
    #[cfg_attr(feature = "ssr", schema(format = DateTime))]
    pub created_at: String,
}
