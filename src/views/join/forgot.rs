//! Asking for a code to set another password.

use leptos::{ev::SubmitEvent, html::Input, prelude::*};

use super::{MailboxHint, texts::JoinText};
use crate::{
    api::forgot_password,
    form_fields, paths,
    text::Text,
    views::{
        page_state::use_returned_form,
        submission::Submission,
        ui::{Alert, Field, PageTitle, Submit, dom, focus_refused, handler},
        use_locale,
    },
};

/// Renders the page.
#[component]
pub fn ForgotPage() -> impl IntoView {
    let locale = use_locale();
    let returned = use_returned_form();
    let email = returned.as_ref().map(|returned| returned.typed("email"));
    let node = NodeRef::<Input>::new();
    let call = Submission::new(returned.and_then(|returned| returned.error));
    let error = call.error();
    focus_refused(error, &[("email", "email")]);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(input) = node.get_untracked() {
            call.start(forgot_password(input.value()), |answer| {
                answer.map(|()| dom::load(paths::RESET)).err()
            });
        }
    };
    view! {
        <PageTitle text=JoinText::ForgotTitle />
        <section class="page card">
            <h1>{locale.t(JoinText::ForgotTitle)}</h1>
            <p>{locale.t(JoinText::ForgotLead)}</p>
            <form id=form_fields::TYPED_FORM class="stack" method="post" action=paths::FORGOT novalidate=true on:submit=handler(submit)>
                <Alert error beside=&["email"] />
                <Field
                    id="email"
                    name="email"
                    kind="email"
                    label=Text::Email
                    autocomplete="username"
                    value=email.unwrap_or_default()
                    error
                    node
                />
                <MailboxHint />
                <Submit label=locale.t(JoinText::SendCode) pending=Signal::derive(move || call.is_pending()) />
            </form>
            <div class="aside">
                <a href=paths::LOGIN>{locale.t(JoinText::BackToSignIn)}</a>
            </div>
        </section>
    }
}
