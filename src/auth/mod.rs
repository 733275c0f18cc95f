//! The rules of signing in and staying signed in, and nothing but rules: no HTTP, no SQL, no views.
//!
//! Start with [`rotation`]: it is what Latchkey exists for.

pub mod access_token;
pub mod alg;
pub mod clock;
pub mod freshness;
pub mod identity;
pub mod key_plan;
pub mod key_ring;
pub mod password;
pub mod refresh_token;
pub mod revocations;
pub mod rotation;
pub mod secrets;
pub mod signing_key;
pub mod throttle;
pub mod write_limit;
