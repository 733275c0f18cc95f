//! The document's name on the server, where it is rendered as it should be.

/// Does nothing on the server.
pub fn mark_document(_auth: &str) {}

/// Nothing is loaded on the server.
pub fn load_in_place() -> bool {
    false
}

/// Does nothing on the server.
pub fn leave_by_form() {}

/// Does nothing on the server.
pub fn leave_document(_path: Option<&str>) {}
