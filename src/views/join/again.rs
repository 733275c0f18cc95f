//! Another code for whoever waits for one in this browser.

use leptos::{either::Either, prelude::*};

use super::texts::JoinText;
use crate::{
    form_fields::{ACT, RESEND},
    views::{
        page_state::{use_done, use_page_state},
        use_locale,
    },
};

/// Renders the button where this browser has asked for a code, and else the link to the page that asks. The form is a plain one: what
/// it does is told by the page that follows.
#[component]
pub fn AnotherCode(
    /// The page that takes the code.
    page: &'static str,
    /// The page that asks for one.
    ask: &'static str,
) -> impl IntoView {
    let locale = use_locale();
    let is_sent = use_done().is_some_and(|done| done == RESEND);
    let sent = is_sent.then(|| view! { <p role="status">{locale.t(JoinText::Resent)}</p> });
    let way = match use_page_state().asked.as_ref() {
        Some(_) => Either::Left(view! {
            <form method="post" action=page>
                <input type="hidden" name=ACT value=RESEND />
                <button class="button link">{locale.t(JoinText::Resend)}</button>
            </form>
        }),
        None => Either::Right(view! { <a href=ask>{locale.t(JoinText::VerifyAgain)}</a> }),
    };
    view! {
        {sent}
        <div>{locale.t(JoinText::VerifyNoMail)} " " {way}</div>
    }
}
