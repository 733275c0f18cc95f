//! The HTTP status of a page, in the browser, where no response is left to change.

/// Does nothing in the browser.
pub fn not_found() {}
