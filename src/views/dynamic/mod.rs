//! Parts of a view that are rendered anew when something changes.
//!
//! A closure in a view does the same. But the browser downloads how a closure is hydrated, built and compared once for each
//! closure, and that is more than what most of them render.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "hydrate")]
pub use browser::dynamic;

#[cfg(not(feature = "hydrate"))]
mod server;
#[cfg(not(feature = "hydrate"))]
pub use server::dynamic;
