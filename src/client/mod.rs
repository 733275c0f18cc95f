//! The interceptor: puts the token on every request, sees a 401, refreshes once, replays what was waiting, and tells the auth
//! context what changed. Views never see it happen.
//!
//! On the server the same names exist and do nothing: server functions are plain calls there.

use crate::{error::Code, session::Session};

#[cfg(feature = "hydrate")]
mod claims;
#[cfg(feature = "hydrate")]
mod document;
#[cfg(feature = "hydrate")]
mod fetch;
#[cfg(feature = "hydrate")]
mod intercept;
#[cfg(feature = "hydrate")]
mod outgoing;
#[cfg(feature = "hydrate")]
mod refresh;
#[cfg(feature = "hydrate")]
mod state;
#[cfg(feature = "hydrate")]
mod transport;

#[cfg(feature = "hydrate")]
pub use {
    document::{is_in_place, load_in_place, mark_document},
    fetch::fetch,
    state::{adopt, forget, start},
    transport::AuthClient,
};

#[cfg(not(feature = "hydrate"))]
mod inert;
#[cfg(not(feature = "hydrate"))]
pub use inert::{AuthClient, adopt, fetch, forget, mark_document, start};

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
}
