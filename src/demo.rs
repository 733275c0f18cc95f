//! The demo accounts, for the server that creates them and the page that offers one. `production` refuses to start with
//! them.

/// The email address of the user account.
pub const EMAIL: &str = "demo@latchkey.test";
/// The email address of the administrator account.
pub const ADMIN_EMAIL: &str = "admin@latchkey.test";
/// The password of both accounts.
pub const PASSWORD: &str = "latchkey-demo";
