//! The pages of people without a session, the sign-in page aside: creating an account, proving its address, a forgotten password.
//! Each works with script off. After what starts a session, the browser loads a new document.

mod again;
mod code;
mod forgot;
mod new_password;
mod not_me;
mod reset;
mod sign_up;
mod texts;
mod verify;

pub use forgot::ForgotPage;
pub use new_password::{NEW_PASSWORD, NewPassword, PasswordLabel};
pub use not_me::NotMePage;
pub use reset::ResetPage;
pub use sign_up::SignUpPage;
pub use verify::VerifyPage;

use leptos::prelude::*;
use leptos_router::{hooks::use_location, location::Url};

use super::{page_state::use_page_state, use_locale};
use crate::paths;
use texts::JoinText;

/// Returns the token of the link that led here; empty if none did.
fn use_token() -> String {
    let search = use_location().search.get_untracked();
    search
        .trim_start_matches('?')
        .split('&')
        .find_map(|pair| pair.strip_prefix("token="))
        .map(Url::unescape)
        .unwrap_or_default()
}

/// Tells a developer where the mail is.
#[component]
fn MailboxHint() -> impl IntoView {
    let locale = use_locale();
    use_page_state().development.then(|| {
        view! {
            <p class="fine">
                {locale.t(JoinText::MailboxHint)}
                " "
                <a href=paths::MAILBOX rel="external" target="_blank">
                    {locale.t(JoinText::Mailbox)}
                </a>
            </p>
        }
    })
}
