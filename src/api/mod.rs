//! The server functions: the only way from the views to the server.
//!
//! Each body has the same steps: get the caller, call the use case, answer. Every function names its path, so that
//! scripts and tests can call it, and goes through [`crate::interceptor::AuthClient`], the interceptor. A test fails if
//! a function omits it.

mod accounts;
mod activity;
mod admin;
mod devices;
mod session;

pub use accounts::{
    ChangeEmail, ChangePassword, DeleteAccount, ForgotPassword, Rename, ResetPassword, SignUp,
    SuggestPassphrase, VerifyEmail, change_email, change_password, delete_account, forgot_password,
    rename, reset_password, sign_up, suggest_passphrase, verify_email,
};
pub use activity::{AnswerEvent, ListActivity, answer_event, list_activity};
pub use admin::{ListUsers, list_users};
pub use devices::{
    EndOtherSessions, EndSession, ListDevices, end_other_sessions, end_session, list_devices,
};
pub use session::{Prove, SignIn, SignOut, prove, sign_in, sign_out};

#[cfg(feature = "ssr")]
mod call;
#[cfg(feature = "ssr")]
pub use call::{AnswerHead, Call, CallSource, signed_in};
