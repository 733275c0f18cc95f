//! The way out.

use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::Alert;
use crate::{
    api::sign_out,
    app::{auth::use_auth, call::Call, use_locale},
    paths,
    text::Text,
};

/// The sign-out button: one on every page for signed-in people, in the header or, on the account page, in the page.
#[component]
pub fn SignOutForm() -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let navigate = use_navigate();
    let call = Call::new(None);

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let navigate = navigate.clone();
        call.start(sign_out(), move |answer| {
            if let Err(refusal) = answer {
                return Some(refusal);
            }
            auth.signed_out();
            // In the same breath, before the guard of this page sends the person to sign in and back to here.
            navigate(paths::LOGIN, NavigateOptions::default());
            None
        });
    };
    view! {
        <form class="sign-out" method="post" action=paths::LOGOUT on:submit=submit>
            <button class="button secondary" aria-disabled=move || call.is_pending().then_some("true")>
                {locale.t(Text::SignOut)}
            </button>
            <Alert error=call.error() />
        </form>
    }
}
