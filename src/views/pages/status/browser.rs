//! Browser stub of the page's HTTP status: there is no response to change.

/// No-op in the browser.
pub fn not_found() {}
