//! The way out.

use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::Alert;
use crate::{
    api::SignOut,
    app::{auth::use_auth, use_locale},
    paths,
    text::Text,
};

/// The sign-out button: one on every page for signed-in people, in the header or, on the account page, in the page.
#[component]
pub fn SignOutForm() -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let navigate = use_navigate();
    let action = ServerAction::<SignOut>::new();
    let error = RwSignal::new(None);

    Effect::new(move |_| match action.value().get() {
        Some(Ok(())) => {
            auth.signed_out();
            // In the same breath, before the guard of this page sends the person to sign in and back to here.
            navigate(paths::LOGIN, NavigateOptions::default());
        }
        Some(Err(refusal)) => error.set(Some(refusal)),
        None => {}
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !action.pending().get_untracked() {
            error.set(None);
            action.dispatch(SignOut {});
        }
    };
    view! {
        <form class="sign-out" method="post" action=paths::LOGOUT on:submit=submit>
            <button class="button secondary" aria-disabled=move || action.pending().get().then_some("true")>
                {locale.t(Text::SignOut)}
            </button>
            <Alert error />
        </form>
    }
}
