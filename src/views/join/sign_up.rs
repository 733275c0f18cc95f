//! Creating an account.

use leptos::{either::Either, ev::SubmitEvent, html::Input, prelude::*};

use super::{
    MailboxHint,
    new_password::{NEW_PASSWORD, NewPassword, PasswordLabel},
    texts::JoinText,
};
use crate::{
    api::sign_up,
    form_fields,
    input::Password,
    paths,
    text::Text,
    views::{
        page_state::{typed, use_page_state, use_returned_form},
        submission::Submission,
        ui::{Alert, Field, PageTitle, Submit, dom, focus_refused, handler},
        use_locale,
    },
};

/// Renders the page.
#[component]
pub fn SignUpPage() -> impl IntoView {
    let locale = use_locale();
    let content = match use_page_state().sign_up {
        true => Either::Left(view! { <SignUpForm /> }),
        false => Either::Right(view! { <p>{locale.t(JoinText::SignUpClosed)}</p> }),
    };
    view! {
        <PageTitle text=JoinText::SignUpTitle />
        <section class="page card">
            <h1>{locale.t(JoinText::SignUpTitle)}</h1>
            {content}
            <div class="aside">
                <p>
                    {locale.t(JoinText::SignUpHave)}
                    " "
                    <a href=paths::LOGIN>{locale.t(Text::SignIn)}</a>
                </p>
            </div>
        </section>
    }
}

#[component]
fn SignUpForm() -> impl IntoView {
    let locale = use_locale();
    let returned = use_returned_form();
    let typed = |field| typed(returned.as_ref(), field);
    let (name, email) = (typed("name"), typed("email"));
    let nodes: [NodeRef<Input>; 3] = [NodeRef::new(), NodeRef::new(), NodeRef::new()];
    let call = Submission::new(returned.and_then(|returned| returned.error));
    let error = call.error();
    focus_refused(
        error,
        &[
            ("name", "name"),
            ("email", "email"),
            ("password", NEW_PASSWORD),
        ],
    );
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let value = |node: NodeRef<Input>| node.get_untracked().map(|input| input.value());
        if let [Some(name), Some(email), Some(password)] = nodes.map(value) {
            call.start(sign_up(name, email, Password::new(password)), |answer| {
                answer.map(|()| dom::load(paths::VERIFY)).err()
            });
        }
    };
    view! {
        <form id=form_fields::TYPED_FORM class="stack" method="post" action=paths::SIGN_UP novalidate=true on:submit=handler(submit)>
            <Alert error beside=&["name", "email", "password"] />
            <Field id="name" name="name" kind="text" label=Text::Name autocomplete="name" value=name error node=nodes[0] />
            <Field id="email" name="email" kind="email" label=Text::Email autocomplete="username" value=email error node=nodes[1] />
            <NewPassword label=PasswordLabel::First error node=nodes[2] />
            <MailboxHint />
            <Submit label=locale.t(Text::CreateAccount) pending=Signal::derive(move || call.is_pending()) />
        </form>
    }
}
