//! The sign-in form, shared by the page and the dialog.

use leptos::{
    ev::{Event, SubmitEvent},
    html::Input,
    prelude::*,
};

use super::SignInAttempt;
use crate::views::ui::{Alert, Field, Submit, dom, effect, handler};
use crate::{
    error::Code,
    form_fields::TYPED_FORM,
    input::Password,
    text::Text,
    views::{lazy, use_locale},
};

/// Renders the fields for email and password. A real form: with script off it posts to `action`.
#[component]
pub fn SignInFields(
    /// Sends the form.
    attempt: SignInAttempt,
    /// The URL that the form posts to with script off.
    #[prop(into)]
    action: Signal<String>,
    /// The initial value of the email field.
    #[prop(optional)]
    email: String,
    /// The ids of the two inputs.
    ids: (&'static str, &'static str),
    /// Whether the password field has the initial focus, and is cleared and focused again after a wrong password.
    #[prop(optional)]
    start_at_password: bool,
    /// The hidden fields that wait for the sign-in, by name.
    #[prop(optional)]
    waiting: Vec<(&'static str, String)>,
) -> impl IntoView {
    let (email_node, password_node) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let locale = use_locale();
    let error = Signal::derive(move || attempt.error());
    // The dialog is over a page that may have a form of its own.
    let form = (!start_at_password).then_some(TYPED_FORM);

    // Whoever types here is about to see what the sign-in page does not have the code of.
    let preload = lazy::use_preload();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let (Some(email), Some(password)) =
            (email_node.get_untracked(), password_node.get_untracked())
        {
            attempt.send(email.value(), Password::new(password.value()));
        }
    };
    // Only after an answer: if the document itself came with an error, the browser decides the focus.
    let mut is_answer = false;
    effect(move || {
        let refusal = error.get();
        let is_wrong = refusal
            .as_ref()
            .is_some_and(|refusal| refusal.code == Code::InvalidCredentials);
        let fields = refusal.map(|error| error.fields).unwrap_or_default();
        if is_answer {
            if let Some(password) = password_node
                .get_untracked()
                .filter(|_| is_wrong && start_at_password)
            {
                password.set_value("");
                dom::focus(ids.1);
            } else if fields.contains_key("email") {
                dom::focus(ids.0);
            } else if fields.contains_key("password") {
                dom::focus(ids.1);
            }
        }
        is_answer = true;
    });

    view! {
        <form id=form class="stack" method="post" action=action novalidate=true on:submit=handler(submit) on:input=handler(move |_: Event| preload())>
            <Alert error beside=&["email", "password"] />
            {waiting.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect::<Vec<_>>()}
            <Field id=ids.0 name="email" kind="email" label=Text::Email autocomplete="username" value=email error node=email_node />
            <Field
                id=ids.1
                name="password"
                kind="password"
                label=Text::Password
                autocomplete="current-password"
                autofocus=start_at_password
                error
                node=password_node
            />
            <Submit label=locale.t(Text::SignIn) pending=Signal::derive(move || attempt.is_busy(false)) />
        </form>
    }
}
