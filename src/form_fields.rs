//! The names of fields of plain forms that more than one module knows. Some of a form outlives the session: it waits on the sign-in page until its
//! author signs in again.

use std::collections::BTreeMap;

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

/// The account's password, where a form brings a proof along.
pub const CURRENT_PASSWORD: &str = "current_password";
/// Set where the author of the form has chosen another language or colour scheme instead of sending it. The page is shown so, with what
/// was typed.
pub const CHOOSING: &str = "choosing";
/// The id of a page's form that is worth keeping then. A page has at most one.
pub const TYPED_FORM: &str = "typed";
/// The ids of the inputs of such forms, but for those of secrets.
pub const TYPED_FIELDS: [&str; 3] = ["name", "email", "code"];

/// The fields of a form that is kept, by name.
pub type KeptFields = BTreeMap<String, String>;
/// Every field that is kept.
pub const KEPT: [&str; 3] = [TEXT, AUTHOR, IDEMPOTENCY_KEY];
