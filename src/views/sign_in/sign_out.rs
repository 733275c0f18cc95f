//! Signing out.

use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_location;

use crate::views::ui::{Alert, handler, on_change};
use crate::{
    api::sign_out,
    error::{AppError, Code},
    ids::UserId,
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
        let person = untrack(|| auth.person());
        if person.is_some_and(|person| asks_first(&person.id, call.error())) {
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

/// Returns whether to ask before what a user has not sent is deleted with the session: something waits, and `shown` does not ask yet.
pub fn asks_first(user_id: &UserId, shown: Signal<Option<AppError>>) -> bool {
    let is_asked = shown.with_untracked(|error| {
        error
            .as_ref()
            .is_some_and(|error| error.code == Code::Unsent)
    });
    !is_asked && interceptor::is_anything_waiting(user_id)
}
