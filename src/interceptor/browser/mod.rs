//! The interceptor in the browser: turns the browser's events into inputs of [`super::session`], and carries its effects out.
//!
//! [`runtime`] holds the one state of the tab. Imports go one way:
//!
//! ```text
//! protocol ─▶ transport, fetch ─▶ intercept ─▶ sign_out, call ─▶ runtime ─▶ channel, clock, cookies, events, lock, request, storage
//! triggers ─▶ rehearsal ─▶ fetch   triggers, drafts, outbox ─┘
//! ```

mod call;
mod channel;
mod clock;
mod cookies;
mod drafts;
mod events;
mod fetch;
mod intercept;
mod lock;
mod outbox;
mod proof;
mod protocol;
mod rehearsal;
mod request;
mod runtime;
mod sign_out;
mod storage;
mod transport;
mod triggers;

pub use drafts::{
    draft, draft_key, draft_sent, edit, forget_draft_key, keep_draft, keep_draft_key, keep_edit,
};
pub use fetch::fetch;
pub use outbox::{
    is_anything_waiting, on_stored_elsewhere, pause_after, put_act, take_act, turn_to_send,
    waiting_acts,
};
pub use proof::{decline_proof, proven};
pub use protocol::AuthProtocol;
pub use sign_out::{complete_sign_out, is_sign_out_requested, on_signed_in};
pub use storage::forget_drafts;
pub use transport::AuthClient;
pub use triggers::start;
