//! The interceptor in the browser. A call goes through [`intercept`]; [`refresh`] gets it a new token; [`state`] knows whose page it is;
//! [`wake`] is what sets it going without a call.

mod bus;
mod channel;
mod claims;
mod clock;
mod drafts;
mod fetch;
mod intercept;
mod journey;
mod leaving;
mod lock;
mod outgoing;
mod refresh;
mod retry;
mod state;
mod transport;
mod wake;

pub use drafts::{
    draft, draft_key, draft_sent, forget_draft_key, forget_drafts, keep_draft, keep_draft_key,
};
pub use fetch::fetch;
pub use leaving::{forget, sign_out_was_asked};
pub use state::adopt;
pub use transport::AuthClient;
pub use wake::start;
