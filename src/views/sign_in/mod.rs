//! Signing in, on the page and in the dialog over a page whose session has ended, and signing out.

mod attempt;
mod dialog;
mod fields;
mod page;
mod sign_out;

pub use attempt::SignInAttempt;
pub use dialog::{SignInAgain, again_dialog};
pub use fields::SignInFields;
pub use page::LoginPage;
pub use sign_out::SignOutForm;
