//! The dialog for a session that ended while a page was open. The page and the text typed into it stay behind the
//! dialog: legible where the session ended by its age, hidden where somebody ended it, because then the reader may be
//! somebody else.

use leptos::{ev::SubmitEvent, html::Dialog, prelude::*};

use super::{SignInAttempt, SignInFields, sign_out::asks_first};
use crate::{
    device::device_in_words,
    error::{AppError, Code},
    interceptor, paths,
    text::{Locale, Text},
    views::{
        auth::use_auth,
        lazy::Members,
        part::{Part, part},
        ui::{Alert, LocalTime, dom, dynamic, effect, handler},
        use_locale,
    },
};

/// Renders the dialog once the session has ended.
#[component]
pub fn SignInAgain(members: Members) -> impl IntoView {
    let auth = use_auth();
    let (open, dialog) = (RwSignal::new(false), NodeRef::<Dialog>::new());
    effect(move || {
        let ended = auth.ended();
        let is_ended = ended.is_some();
        let is_hidden = ended.is_some_and(|end| end.code != Code::RefreshExpired);
        // First, because a hidden element cannot take the focus back.
        dom::mark_root("data-hidden", is_hidden.then_some("true"));
        // Also after a sign-in in another tab. Closing the dialog, unlike removing it, returns the focus.
        if let Some(dialog) = dialog.get_untracked().filter(|_| !is_ended) {
            dialog.close();
        }
        // The end may be told again, with more words. The dialog, and what is typed into it, stays.
        if open.get_untracked() != is_ended {
            open.set(is_ended);
        }
    });
    view! {
        {dynamic(move || open.get().then(|| members.views().map(|views| (views.again)(dialog))))}
    }
}

/// Renders the dialog itself.
pub fn again_dialog(dialog: NodeRef<Dialog>) -> Part {
    part(view! { <AgainDialog dialog /> })
}

#[component]
fn AgainDialog(dialog: NodeRef<Dialog>) -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let person = auth.person();
    let email = person
        .as_ref()
        .map(|person| person.email.clone())
        .unwrap_or_default();

    let attempt = SignInAttempt::new(None, move |session| auth.signed_in(session));
    effect(move || {
        if let Some(dialog) = dialog.get() {
            // Fails only when the dialog is already open.
            drop(dialog.show_modal());
        }
    });
    // For browsers without support for `closedby`.
    let stay = |event: leptos::ev::Event| event.prevent_default();
    let unsent = RwSignal::new(None::<AppError>);
    let leave = move |event: SubmitEvent| {
        if let Some(person) = &person {
            if asks_first(&person.id, unsent.into()) {
                event.prevent_default();
                unsent.set(Some(Code::Unsent.into()));
                return;
            }
            interceptor::forget_drafts(&person.id);
        }
        interceptor::leave_by_form();
    };

    view! {
        <dialog
            node_ref=dialog
            class="card"
            aria-modal="true"
            aria-labelledby="again-title"
            aria-describedby="again-why"
            closedby="none"
            on:cancel=handler(stay)
        >
            <h2 id="again-title">{locale.t(Text::AgainTitle)}</h2>
            <p id="again-why" data-error-code=move || auth.ended().map(|end| end.code.as_str())>
                {move || auth.ended().map(|end| why(&end, locale))}
                " "
                {locale.t(Text::AgainKept)}
            </p>
            {dynamic(move || auth.ended().and_then(|end| end.revoked).map(|revoked| view! {
                <p class="fine">
                    <LocalTime at=revoked.at />
                    {(!revoked.software.is_empty()).then(|| view! { <span>{device_in_words(&revoked.software, &revoked.system, locale)}</span> })}
                </p>
            }))}
            <SignInFields attempt action=paths::LOGIN.to_owned() email ids=("again-email", "again-password") start_at_password=true />
            // A plain form, independent of script: the session has ended and the interceptor waits for the sign-in
            // above.
            <form class="aside" method="post" action=paths::LOGOUT on:submit=handler(leave)>
                <button class="button link">{locale.t(Text::AgainLeave)}</button>
                <Alert error=unsent />
            </form>
        </dialog>
    }
}

/// Returns what ended the session: the reason, where the server gave one, or else the sentence of the code.
fn why(end: &AppError, locale: Locale) -> &'static str {
    let reason = end.reason.filter(|_| end.code == Code::RefreshRevoked);
    reason.map_or(locale.t(end.code.text()), |reason| locale.t(reason.text()))
}
