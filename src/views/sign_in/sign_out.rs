//! Signing out.

use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_location;

use crate::views::ui::{Alert, handler, on_change};
use crate::{
    api::sign_out,
    error::Code,
    interceptor, paths,
    text::Text,
    views::{auth::use_auth, submission::Submission, use_locale},
};

/// Renders the sign-out button. Every page of a signed-in user has one, in the header or in its menu.
#[component]
pub fn SignOutForm() -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let call = Submission::new(None);

    // What went wrong goes with the next step.
    let path = use_location().pathname;
    on_change(move || path.get(), move || call.begin(None));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let is_asked = call.error().with_untracked(|error| {
            error
                .as_ref()
                .is_some_and(|error| error.code == Code::Unsent)
        });
        let is_waiting = untrack(|| auth.person())
            .is_some_and(|person| interceptor::is_anything_waiting(&person.id));
        if is_waiting && !is_asked && !call.is_pending_untracked() {
            call.begin(Some(Code::Unsent.into()));
            return;
        }
        call.start(sign_out(), move |answer| {
            if let Err(refusal) = answer {
                return Some(refusal);
            }
            auth.signed_out();
            None
        });
    };
    view! {
        <form class="sign-out" method="post" action=paths::LOGOUT on:submit=handler(submit)>
            <button class="button secondary" aria-disabled=call.true_while_pending()>
                {locale.t(Text::SignOut)}
            </button>
            <Alert error=call.error() />
        </form>
    }
}
