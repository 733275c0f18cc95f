//! Ending other sessions: one of them, or all of them.

use futures::future::BoxFuture;
use leptos::{ev::SubmitEvent, prelude::*};

use super::{PolledData, PolledResource};
use crate::views::ui::{Alert, handler};
use crate::{
    api::{end_other_sessions, end_session},
    device::DeviceList,
    error::AppError,
    paths,
    text::AccountText,
    views::{auth::use_auth, submission::Submission, use_locale},
};

/// Renders the button and the error of the last attempt. A real form: with script off it posts to the page.
#[component]
pub fn EndForm(
    polled: PolledResource,
    /// The session to end; `None` for all but the current one.
    target: Option<String>,
    /// The button's id.
    id: String,
    /// The id of the element that describes the button.
    described_by: String,
    /// Whether there is no session to end.
    idle: Option<Signal<bool>>,
    /// The announcement of the last action, for users who do not see the list change.
    announcement: RwSignal<Option<AccountText>>,
) -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let call = Submission::new(None);
    let idle = move || idle.is_some_and(|idle| idle.get());
    let (class, label, field, value, done) = match &target {
        Some(id) => (
            "button quiet",
            AccountText::EndSession,
            "end",
            id.clone(),
            AccountText::SessionEnded,
        ),
        None => (
            "button",
            AccountText::SignOutOthers,
            "others",
            "all".to_owned(),
            AccountText::OthersSignedOut,
        ),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if untrack(idle) {
            return;
        }
        announcement.set(None);
        let end: BoxFuture<'static, Result<DeviceList, AppError>> = match target.clone() {
            Some(id) => Box::pin(end_session(id)),
            None => Box::pin(end_other_sessions()),
        };
        call.start(end, move |answer| match answer {
            Ok(left) => {
                polled.show(PolledData::Devices(left));
                announcement.set(Some(done));
                None
            }
            Err(refusal) => Some(refusal).filter(|refusal| auth.should_show(refusal)),
        });
    };
    view! {
        <form class="end" method="post" action=paths::DEVICES on:submit=handler(submit)>
            <input type="hidden" name=field value=value />
            <button
                class=class
                class:unavailable=idle
                id=id
                aria-describedby=described_by
                aria-disabled=move || (idle() || call.is_pending()).then_some("true")
            >
                {locale.t(label)}
            </button>
            <Alert error=call.error() />
        </form>
    }
}
