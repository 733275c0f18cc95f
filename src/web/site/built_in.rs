//! The site that `make dist` has built before the server, with `hash.txt` in it.

use rust_embed::Embed;

/// The files.
#[derive(Embed)]
#[folder = "target/dist/site"]
pub struct BuiltIn;
