//! The demo accounts, for the server that makes them and the page that offers one. `production` refuses to start with them.

/// The account of a person.
pub const EMAIL: &str = "demo@latchkey.test";
/// The account of an administrator.
pub const ADMIN_EMAIL: &str = "admin@latchkey.test";
/// Both accounts' password.
pub const PASSWORD: &str = "latchkey-demo";
