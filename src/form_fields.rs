//! The names of fields of plain forms that more than one module knows. Some of a form outlives the session: it waits on the sign-in page until its
//! author signs in again.

/// The typed text.
pub const TEXT: &str = "text";
/// The id of the user for whom the form was rendered. Another user may not submit its text.
pub const AUTHOR: &str = "author";
/// The idempotency key of the form.
pub const IDEMPOTENCY_KEY: &str = "idempotency_key";

/// What a form with several buttons is to do.
pub const ACT: &str = "act";
/// The act that asks for another one-time code.
pub const RESEND: &str = "resend";

/// Every field that is kept.
pub const KEPT: [&str; 3] = [TEXT, AUTHOR, IDEMPOTENCY_KEY];
