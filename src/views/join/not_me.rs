//! Where a notice leads who did not do what it tells. A plain form: it has one button, and the page after it is a document.

use leptos::prelude::*;

use super::{texts::JoinText, use_token};
use crate::{
    paths,
    views::{
        page_state::use_returned_form,
        ui::{Alert, PageTitle},
        use_locale,
    },
};

/// Renders the page.
#[component]
pub fn NotMePage() -> impl IntoView {
    let locale = use_locale();
    let returned = use_returned_form();
    let sent = returned.as_ref().map(|returned| returned.typed("token"));
    let token = Some(use_token())
        .filter(|token| !token.is_empty())
        .or(sent)
        .unwrap_or_default();
    let error = Signal::stored(returned.and_then(|returned| returned.error));
    view! {
        <PageTitle text=JoinText::NotMeTitle />
        <section class="page card">
            <h1>{locale.t(JoinText::NotMeTitle)}</h1>
            <p>{locale.t(JoinText::NotMeLead)}</p>
            <form class="stack" method="post" action=paths::NOT_ME>
                <Alert error />
                <input type="hidden" name="token" value=token />
                <button class="button">{locale.t(JoinText::NotMeAct)}</button>
            </form>
        </section>
    }
}
