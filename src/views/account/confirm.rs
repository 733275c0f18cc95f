//! The password again, before an act that needs a fresh proof: a dialog over the page, after which what was asked for goes on, and the
//! same as a form with script off.

use leptos::{
    ev::{Event, MouseEvent, SubmitEvent},
    html::{Dialog, Input},
    prelude::*,
};

use crate::{
    api::prove,
    error::Code,
    form_fields::CURRENT_PASSWORD,
    input::Password,
    interceptor,
    text::{AccountText, Text},
    views::{
        page_state::ReturnedForm,
        part::{Part, part},
        submission::Submission,
        ui::{Alert, Field, Submit, dom, effect, focus_refused, handler},
        use_locale,
    },
};

/// The id of the field in plain forms.
const ID: &str = "confirm-password";

/// Renders the dialog, for as long as a call waits for the proof.
pub fn confirm_dialog() -> Part {
    part(view! { <ConfirmDialog /> })
}

#[component]
fn ConfirmDialog() -> impl IntoView {
    let locale = use_locale();
    let (dialog, node) = (NodeRef::<Dialog>::new(), NodeRef::<Input>::new());
    effect(move || {
        if let Some(dialog) = dialog.get() {
            // Fails only when the dialog is already open.
            drop(dialog.show_modal());
        }
    });
    let call = Submission::new(None);
    let error = call.error();
    focus_refused(error, &[("password", ID)]);
    effect(move || {
        if error
            .get()
            .is_some_and(|error| error.code == Code::InvalidCredentials)
        {
            dom::set_input(ID, "");
            dom::focus(ID);
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(input) = node.get_untracked() {
            call.start(prove(Password::new(input.value())), |answer| {
                answer.map(|()| interceptor::proven()).err()
            });
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class="card"
            aria-modal="true"
            aria-labelledby="confirm-title"
            aria-describedby="confirm-why"
            on:cancel=handler(|_: Event| interceptor::decline_proof())
        >
            <h2 id="confirm-title">{locale.t(AccountText::ConfirmTitle)}</h2>
            <p id="confirm-why">{locale.t(AccountText::ConfirmWhy)}</p>
            <form class="stack" novalidate=true on:submit=handler(submit)>
                <Alert error beside=&["password"] />
                <Field
                    id=ID
                    name="password"
                    kind="password"
                    label=Text::CurrentPassword
                    autocomplete="current-password"
                    autofocus=true
                    error
                    node
                />
                <Submit label=locale.t(AccountText::Confirm) pending=Signal::derive(move || call.is_pending()) />
                <button class="button quiet" type="button" on:click=handler(|_: MouseEvent| interceptor::decline_proof())>
                    {locale.t(Text::Cancel)}
                </button>
            </form>
        </dialog>
    }
}

/// Renders the form that asks for the password, where a plain form of this page was refused for want of it. It sends what the refused
/// form held again.
#[component]
pub fn ConfirmForm(
    /// The refused form.
    returned: Option<ReturnedForm>,
) -> impl IntoView {
    let locale = use_locale();
    let asks =
        |returned: &ReturnedForm| returned.asks_for_proof() || returned.typed.contains_key(PROVING);
    returned.filter(asks).map(|returned| {
        let error = Signal::stored(returned.error);
        let again: Vec<_> = returned
            .typed
            .into_iter()
            .filter(|(name, _)| name != PROVING)
            .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
            .collect();
        view! {
            <form class="confirm stack" method="post" aria-labelledby="confirm-title">
                <h2 id="confirm-title">{locale.t(AccountText::ConfirmTitle)}</h2>
                <Alert error />
                <input type="hidden" name=PROVING value="1" />
                {again}
                <Field
                    id=ID
                    name=CURRENT_PASSWORD
                    kind="password"
                    label=Text::CurrentPassword
                    autocomplete="current-password"
                    error
                    node=NodeRef::new()
                />
                <Submit label=locale.t(AccountText::Confirm) pending=false />
            </form>
        }
    })
}

/// Marks a form that came from [`ConfirmForm`].
const PROVING: &str = "proving";
