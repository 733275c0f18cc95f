//! Parts of a view whose type is forgotten.
//!
//! What the framework offers for this ([`AnyView`](leptos::prelude::AnyView), and a closure in a view) has the browser download
//! how each view is hydrated in steps, compared and rebuilt. A part is built or hydrated in one step, and is replaced as a
//! whole. On the server, a part is a view of the framework.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "hydrate")]
pub use browser::{Part, dynamic, part};

#[cfg(not(feature = "hydrate"))]
mod server;
#[cfg(not(feature = "hydrate"))]
pub use server::{Part, dynamic, part};
