//! The document: what the interceptor writes on `<html>` for styles and tests, and how the page gives way to another document. Does
//! nothing on the server.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "hydrate")]
pub use browser::*;

#[cfg(not(feature = "hydrate"))]
mod server;
#[cfg(not(feature = "hydrate"))]
pub use server::*;
