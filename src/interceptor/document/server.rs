//! The server renders each document as it should be: nothing is left to do.

/// Does nothing on the server.
pub fn mark_document(_auth: &str) {}

/// Loads nothing on the server.
pub fn load_in_place() -> bool {
    false
}

/// Does nothing on the server.
pub fn leave_by_form() {}

/// Does nothing on the server.
pub fn leave_document(_path: Option<&str>) {}
