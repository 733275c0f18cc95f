//! The interceptor: attaches the token to every request, notices a 401, refreshes once, replays what was waiting, and tells the auth
//! context what changed. Views never see it happen.
//!
//! What it decides is pure and compiles on both sides ([`session`] and the modules beside it). `browser` turns the browser's events into
//! inputs and carries the effects out; `server` has the same names, which do nothing: server functions are plain calls there.

use crate::{error::AppError, session::Session};

pub mod activity;
pub mod backoff;
pub mod drafts;
pub mod event;
pub mod origin;
pub mod outbox;
pub mod refresh_outcome;
pub mod session;
pub mod tab_message;
pub mod token_lifetime;

mod document;
pub use document::*;

#[cfg(all(feature = "hydrate", not(feature = "without-interceptor")))]
mod browser;
#[cfg(all(feature = "hydrate", not(feature = "without-interceptor")))]
pub use browser::*;

// `without-interceptor` weighs the browser's half without it (`scripts/size`).
#[cfg(any(not(feature = "hydrate"), feature = "without-interceptor"))]
mod server;
#[cfg(any(not(feature = "hydrate"), feature = "without-interceptor"))]
pub use server::*;

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
    /// A user signed in, here or in another tab.
    SignedIn(Session),
    /// The same session has a new access token.
    Refreshed(Session),
    /// The session is over, and this is how; the page stays as it is and asks to sign in again.
    Ended(AppError),
    /// The user signed out, here or in another tab.
    SignedOut,
    /// Whether the server can be reached, as far as the interceptor knows.
    Reachable(bool),
    /// Whether a call waits for the person to prove to be the account's owner.
    ProofAwaited(bool),
}
