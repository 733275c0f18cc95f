//! What must hold of input that an attacker writes, whatever the bytes. Each property is a fuzz target (`fuzz_targets/`) and, on stable
//! Rust, a bounded property test (`tests/fuzz.rs`).

mod access_token;
mod client_address;
mod cookies;
mod edits;
mod refresh_token;
mod safe_next;
mod settings_file;

pub use access_token::access_token;
pub use client_address::client_address;
pub use cookies::cookies;
pub use refresh_token::refresh_token;
pub use safe_next::safe_next;
pub use settings_file::settings_file;
