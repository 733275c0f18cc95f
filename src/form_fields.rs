//! The fields of a plain form whose text outlives the end of a session: it waits on the sign-in page until its author is back.

/// The text that was typed.
pub const TEXT: &str = "text";
/// The id of the user whom the form was made for. What one user wrote is not for another.
pub const AUTHOR: &str = "author";
/// The idempotency key of the form.
pub const IDEMPOTENCY_KEY: &str = "idempotency_key";

/// Every field that waits.
pub const KEPT: [&str; 3] = [TEXT, AUTHOR, IDEMPOTENCY_KEY];
