//! Sign-ins and sign-outs of this tab. While one is under way no refresh begins, so that none brings a session back.

use super::{
    cookies,
    lock::{self, Lock},
    runtime::{input, read},
};
use crate::{
    error::{AppError, Code},
    interceptor::session::{Input, TabSession},
    session::Session,
};

/// How long a sign-in waits for the refreshes of the other tabs to be cut off. They are at once, unless a tab is frozen.
const LOCK_TIMEOUT: f64 = 500.0;

/// A sign-out that is under way.
pub struct SignOutGuard;

impl SignOutGuard {
    /// Begins a sign-out.
    pub fn begin() -> Self {
        input(Input::SignOutBegun);
        Self
    }
}

impl Drop for SignOutGuard {
    fn drop(&mut self) {
        input(Input::SignOutEnded);
    }
}

/// A sign-in that is under way. Holds the lock of the refreshes, so that none begins in any tab.
pub struct SignInGuard(Option<Lock>);

impl SignInGuard {
    /// Begins a sign-in.
    pub async fn begin() -> Self {
        input(Input::SignInBegun);
        let mut guard = Self(None);
        guard.0 = lock::acquire(lock::REFRESH, LOCK_TIMEOUT).await;
        guard
    }
}

impl Drop for SignInGuard {
    fn drop(&mut self) {
        self.0 = None;
        input(Input::SignInEnded);
    }
}

/// Shows the session of a sign-in that was answered.
///
/// # Errors
/// `cookies_blocked` where the browser has not kept the cookies of the answer.
pub fn on_signed_in(session: Session) -> Result<(), AppError> {
    let (cookie, _) = cookies::read();
    cookie
        .and_then(|cookie| cookie.session)
        .ok_or(Code::CookiesBlocked)?;
    input(Input::SignedIn(session));
    Ok(())
}

/// Completes a sign-out that was answered: the session is over in every tab, and what its user has not sent is deleted.
pub fn complete_sign_out() {
    input(Input::SignedOut);
}

/// Returns whether the person has asked to sign out in this tab.
pub fn is_sign_out_requested() -> bool {
    read(TabSession::is_sign_out_requested)
}
