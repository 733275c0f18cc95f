//! Calls that the server does only for who has proven lately to be the account's owner (RFC 9470): they wait for the person, who gives the
//! password, and are sent again.

use super::{Call, Phase};
use crate::interceptor::{
    event::{Event, Until},
    session::{TabSession, effect::Context},
};

/// The status of an answer that asks for a proof.
const PROOF_REQUIRED: u16 = 403;

impl TabSession {
    /// Sends the calls again that wait for a proof, or gives them the answer that asked for one, as long as the page is still that of
    /// their user: the cookie may have told of a sign-out with this input.
    pub(in super::super) fn on_proof(&mut self, is_given: bool, cx: &mut Context) {
        for at in 0..self.calls.len() {
            if self.calls[at].phase != Phase::ForProof {
                continue;
            }
            let mut call = std::mem::take(&mut self.calls[at]);
            call.was_proven = is_given;
            if is_given || !self.is_owners(&call) {
                self.advance(&mut call, cx);
            } else {
                call.deliver(PROOF_REQUIRED, cx);
            }
            self.calls[at] = call;
        }
    }

    /// Returns whether a call waits for the person to prove to be the account's owner.
    pub(in super::super) fn is_proof_awaited(&self) -> bool {
        self.calls.iter().any(|call| call.phase == Phase::ForProof)
    }
}

impl Call {
    /// Waits for the person, for as long as that takes: there is a dialog, which can be closed.
    pub(super) fn wait_for_proof(&mut self, cx: &mut Context) {
        cx.emit(Event::Wait {
            call: self.id,
            until: Until::Proof,
        });
        (self.phase, self.wait) = (Phase::ForProof, None);
    }
}
