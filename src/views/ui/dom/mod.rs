//! The few operations that only a browser can perform. On the server the same names exist as no-ops.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "hydrate")]
pub use browser::{
    append_text, clear_text, fill_empty, fill_typed, focus, focus_in, hide_popover, holds_focus,
    is_typing, is_visible, keep_choice, keep_typed_form, load, mark_root, new_key, now, save,
    set_input, text_of, utc_offset,
};

#[cfg(not(feature = "hydrate"))]
mod server;
#[cfg(not(feature = "hydrate"))]
pub use server::{
    append_text, clear_text, fill_empty, fill_typed, focus, focus_in, hide_popover, holds_focus,
    is_typing, is_visible, keep_choice, keep_typed_form, load, mark_root, new_key, now, save,
    set_input, text_of, utc_offset,
};
