//! Signing in, on its page and in the dialog over a page whose session is over, and signing out.

mod attempt;
mod dialog;
mod fields;
mod page;
mod sign_out;

pub use attempt::SignInAttempt;
pub use dialog::SignInAgain;
pub use fields::SignInFields;
pub use page::LoginPage;
pub use sign_out::SignOutForm;
