//! The rules of signing in and staying signed in. Pure: no HTTP, no SQL, no views.
//!
//! Start with [`rotation`].

pub mod access_token;
pub mod alg;
mod buckets;
pub mod clock;
pub mod device_binding;
pub mod dpop;
pub mod expiry;
pub mod freshness;
pub mod identity;
pub mod key_proof;
pub mod key_ring;
pub mod key_schedule;
pub mod known_device;
pub mod network;
pub mod one_time_code;
pub mod passphrase;
pub mod password;
pub mod password_policy;
pub mod queue;
pub mod refresh_token;
pub mod revoked_sessions;
pub mod rotation;
pub mod sealing;
pub mod secrets;
#[cfg(test)]
#[path = "../../tests/support/signer.rs"]
#[allow(clippy::unwrap_used)]
mod signer;
pub mod signing_key;
pub mod throttle;
pub mod write_limit;
