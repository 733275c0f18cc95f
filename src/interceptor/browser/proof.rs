//! Calls that wait for the person to prove to be the account's owner (`Change::ProofAwaited`).

use super::runtime::input;
use crate::interceptor::session::Input;

/// Lets them go on: the person has given the password.
pub fn proven() {
    input(Input::Proven);
}

/// Gives them the answer that asked for the proof.
pub fn decline_proof() {
    input(Input::ProofDeclined);
}
