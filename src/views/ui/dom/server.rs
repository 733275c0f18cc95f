//! Server stub of the browser operations.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// No-op on the server.
pub fn focus(_id: &str) {}

/// No-op on the server.
pub fn focus_in(_id: &str, _selector: &str) {}

/// Returns false: nothing has the focus on the server.
pub fn holds_focus(_id: &str) -> bool {
    false
}

/// No-op on the server.
pub fn clear_text(_id: &str, _text: &str) {}

/// No-op on the server.
pub fn fill_empty(_id: &str, _text: &str) {}

/// No-op on the server.
pub fn append_text(_id: &str, _text: &str) {}

/// Returns `None`: the server has no document.
pub fn text_of(_id: &str) -> Option<String> {
    None
}

/// No-op on the server.
pub fn set_input(_id: &str, _value: &str) {}

/// No-op on the server.
pub fn hide_popover(_id: &str) {}

/// Returns false: nothing has the focus on the server.
pub fn is_typing() -> bool {
    false
}

/// No-op on the server.
pub fn keep_typed_form() {}

/// No-op on the server.
pub fn fill_typed(_id: &str) {}

/// Returns false: no page is visible on the server.
pub fn is_visible() -> bool {
    false
}

/// Returns 0: the server counts down nothing.
pub fn now() -> f64 {
    0.0
}

/// Returns `None`: the server knows the user's time zone by its name, if at all.
pub fn utc_offset(_at: i64) -> Option<i32> {
    None
}

/// No-op on the server.
pub fn keep_choice(_name: &str, _value: &str) {}

/// Returns a form id that is unique across all forms.
pub fn new_key() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", random(), random())
}

/// No-op on the server, which renders the attributes.
pub fn mark_root(_name: &str, _value: Option<&str>) {}

/// No-op on the server.
pub fn load(_path: &str) {}

/// No-op on the server.
pub fn save(_name: &str, _json: &str) {}
