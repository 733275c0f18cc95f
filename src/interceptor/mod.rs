//! The interceptor: puts the token on every request, sees a 401, refreshes once, replays what was waiting, and tells the auth
//! context what changed. Views never see it happen.
//!
//! On the server the same names exist and do nothing: server functions are plain calls there.

use crate::{error::Code, session::Session};

pub mod backoff;
pub mod drafts;
pub mod event;
pub mod life;
pub mod notice;
pub mod origin;
pub mod queue;
pub mod verdict;

#[cfg(feature = "hydrate")]
mod document;
#[cfg(feature = "hydrate")]
pub use document::{
    is_in_place, leave_by_form, leave_document, load_in_place, mark_document, mark_hydrated,
};
#[cfg(not(feature = "hydrate"))]
mod no_document;
#[cfg(not(feature = "hydrate"))]
pub use no_document::{leave_by_form, leave_document, load_in_place, mark_document};

#[cfg(all(feature = "hydrate", not(feature = "inert")))]
mod browser;
#[cfg(all(feature = "hydrate", not(feature = "inert")))]
pub use browser::*;

// `inert` weighs the browser's half without an interceptor (`scripts/size`).
#[cfg(any(not(feature = "hydrate"), feature = "inert"))]
mod inert;
#[cfg(any(not(feature = "hydrate"), feature = "inert"))]
pub use inert::*;

/// The answer to a REST call, read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// What the interceptor tells the auth context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Somebody signed in, here or in another tab.
    SignedIn(Session),
    /// The same session, with a new access token.
    Refreshed(Session),
    /// The session is over; the page stays as it is and asks to sign in again.
    Ended(Code),
    /// Signed out, here or in another tab.
    SignedOut,
    /// Whether the server can be reached, as far as the interceptor knows.
    Reachable(bool),
}
