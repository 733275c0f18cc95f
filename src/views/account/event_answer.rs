//! The question whether an event was the owner's own doing, and the answers.

use leptos::{ev::MouseEvent, prelude::*};

use super::{PolledData, PolledResource};
use crate::{
    api::answer_event,
    paths,
    text::AccountText,
    views::{
        auth::use_auth,
        submission::Submission,
        ui::{Alert, handler},
        use_locale,
    },
};

/// What becomes of an answer: the list that shows it, and what is said about it.
#[derive(Clone, Copy)]
pub struct EventAnswer {
    pub log: PolledResource,
    pub announcement: RwSignal<Option<AccountText>>,
}

/// Renders the question and its two buttons. A real form: with script off it posts to the page.
#[component]
pub fn WasThisYou(id: String, answer: EventAnswer) -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let call = Submission::new(None);
    let button = |was_me: bool| {
        let (name, label, done) = if was_me {
            ("yes", AccountText::WasMe, AccountText::ConfirmedDone)
        } else {
            ("no", AccountText::WasNotMe, AccountText::NotMeDone)
        };
        let asked = id.clone();
        let press = move |event: MouseEvent| {
            event.prevent_default();
            answer.announcement.set(None);
            call.start(
                answer_event(asked.clone(), was_me),
                move |answered| match answered {
                    Ok(newest) => {
                        // An older page has the answer when it is asked for again.
                        answer.log.show_newest(PolledData::Activity(newest));
                        answer.announcement.try_set(Some(done));
                        None
                    }
                    Err(refusal) => Some(refusal).filter(|refusal| auth.should_show(refusal)),
                },
            );
        };
        view! {
            <button
                class="button secondary"
                name=name
                value=id.clone()
                aria-disabled=call.true_while_pending()
                on:click=handler(press)
            >
                {locale.t(label)}
            </button>
        }
    };
    view! {
        <form class="answer" method="post" action=paths::ACTIVITY>
            <span class="badge">{locale.t(AccountText::Suspicious)}</span>
            {button(true)}
            {button(false)}
            <Alert error=call.error() />
        </form>
    }
}
