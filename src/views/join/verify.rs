//! Proving the address of a new account: by the code, in the browser that asked, or by the link. The link asks for a click, because
//! mail programs open links to look at them.

use leptos::{either::EitherOf3, ev::SubmitEvent, html::Input, prelude::*};

use super::{
    MailboxHint,
    again::AnotherCode,
    code::{CODE, CodeField},
    texts::JoinText,
    use_token,
};
use crate::{
    api::verify_email,
    form_fields, paths,
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
pub fn VerifyPage() -> impl IntoView {
    let locale = use_locale();
    let returned = use_returned_form();
    let typed = |field| typed(returned.as_ref(), field);
    let (code, sent_token) = (typed("code"), typed("token"));
    let token = Some(use_token())
        .filter(|token| !token.is_empty())
        .unwrap_or(sent_token);
    let start = use_product().start;
    let node = NodeRef::<Input>::new();
    let call = Submission::new(returned.and_then(|returned| returned.error));
    let error = call.error();
    focus_refused(error, &[("code", CODE)]);
    let by_link = token.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let digits = node.get_untracked().map(|input| input.value());
        call.start(
            verify_email(digits.unwrap_or_default(), by_link.clone()),
            move |answer| {
                let next = |has_password| match has_password {
                    true => start,
                    false => paths::SECURITY,
                };
                answer
                    .map(|has_password| dom::load(next(has_password)))
                    .err()
            },
        );
    };
    let asked = use_page_state().asked.clone();
    let is_by_link = !token.is_empty();
    let content = match (is_by_link, asked) {
        (true, _) => EitherOf3::A(view! { <p>{locale.t(JoinText::VerifyByLink)}</p> }),
        (false, Some(email)) => EitherOf3::B(view! {
            <p>{locale.t(JoinText::VerifySent).replace("{email}", &email)}</p>
            <CodeField error node value=code />
        }),
        (false, None) => EitherOf3::C(view! {
            <p>{locale.t(JoinText::VerifyElsewhere)}</p>
            <CodeField error node value=code />
        }),
    };
    view! {
        <PageTitle text=JoinText::VerifyTitle />
        <section class="page card">
            <h1>{locale.t(JoinText::VerifyTitle)}</h1>
            <form id=form_fields::TYPED_FORM class="stack" method="post" action=paths::VERIFY novalidate=true on:submit=handler(submit)>
                <Alert error beside=&["code"] />
                <input type="hidden" name="token" value=token />
                {content}
                <Submit label=locale.t(JoinText::Verify) pending=Signal::derive(move || call.is_pending()) />
            </form>
            <div class="aside">
                <AnotherCode page=paths::VERIFY ask=paths::SIGN_UP />
                <MailboxHint />
            </div>
        </section>
    }
}
