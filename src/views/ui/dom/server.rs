//! The browser's names on the server.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use crate::text::Locale;

/// Does nothing on the server.
pub fn focus(_id: &str) {}

/// Nothing has the focus on the server.
pub fn holds_focus(_id: &str) -> bool {
    false
}

/// Does nothing on the server.
pub fn clear_text(_id: &str, _text: &str) {}

/// Does nothing on the server.
pub fn fill_empty(_id: &str, _text: &str) {}

/// Nothing stands anywhere on the server.
pub fn text_of(_id: &str) -> Option<String> {
    None
}

/// Does nothing on the server.
pub fn set_input(_id: &str, _value: &str) {}

/// Nobody sees a page on the server.
pub fn is_visible() -> bool {
    false
}

/// Nothing is counted on the server.
pub fn now() -> f64 {
    0.0
}

/// The server does not know the person's time zone.
pub fn local_time(_at: &str, _locale: Locale) -> Option<String> {
    None
}

/// What names a form, unlike any other.
pub fn new_key() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", random(), random())
}

/// Does nothing on the server.
pub fn load(_path: &str) {}

/// Does nothing on the server.
pub fn save(_name: &str, _json: &str) {}
