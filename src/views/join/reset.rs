//! Setting another password, by the code, in the browser that asked, or by the link.

use leptos::{either::Either, ev::SubmitEvent, html::Input, prelude::*};

use super::{
    MailboxHint,
    again::AnotherCode,
    code::{CODE, CodeField},
    new_password::{NEW_PASSWORD, NewPassword, PasswordLabel},
    texts::JoinText,
    use_token,
};
use crate::{
    api::reset_password,
    form_fields,
    input::Password,
    paths,
    views::{
        feature::use_product,
        page_state::{typed, use_page_state, use_returned_form},
        submission::Submission,
        ui::{Alert, PageTitle, Submit, dom, focus_refused, handler},
        use_locale,
    },
};

/// Renders the page.
#[component]
pub fn ResetPage() -> impl IntoView {
    let locale = use_locale();
    let returned = use_returned_form();
    let typed = |field| typed(returned.as_ref(), field);
    let (code, sent_token) = (typed("code"), typed("token"));
    let token = Some(use_token())
        .filter(|token| !token.is_empty())
        .unwrap_or(sent_token);
    let start = use_product().start;
    let (code_node, password_node) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let call = Submission::new(returned.and_then(|returned| returned.error));
    let error = call.error();
    focus_refused(error, &[("code", CODE), ("password", NEW_PASSWORD)]);
    let by_link = token.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let digits = code_node.get_untracked().map(|input| input.value());
        if let Some(password) = password_node.get_untracked() {
            let password = Password::new(password.value());
            call.start(
                reset_password(digits.unwrap_or_default(), by_link.clone(), password),
                move |answer| answer.map(|()| dom::load(start)).err(),
            );
        }
    };
    let asked = use_page_state().asked.clone();
    let username = asked.clone().map(Signal::stored);
    let sent = match asked {
        Some(email) => locale.t(JoinText::ResetSent).replace("{email}", &email),
        None => locale.t(JoinText::VerifyElsewhere).to_owned(),
    };
    let content = match token.is_empty() {
        false => Either::Left(()),
        true => Either::Right(view! {
            <p>{sent}</p>
            <CodeField error node=code_node value=code />
        }),
    };
    view! {
        <PageTitle text=JoinText::ResetTitle />
        <section class="page card">
            <h1>{locale.t(JoinText::ResetTitle)}</h1>
            <form id=form_fields::TYPED_FORM class="stack" method="post" action=paths::RESET novalidate=true on:submit=handler(submit)>
                <Alert error beside=&["code", "password"] />
                <input type="hidden" name="token" value=token />
                {content}
                <NewPassword label=PasswordLabel::Another error node=password_node username />
                <p class="fine">{locale.t(JoinText::ResetEnds)}</p>
                <Submit label=locale.t(JoinText::SetPassword) pending=Signal::derive(move || call.is_pending()) />
            </form>
            <div class="aside">
                <AnotherCode page=paths::RESET ask=paths::FORGOT />
                <MailboxHint />
            </div>
        </section>
    }
}
