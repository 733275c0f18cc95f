//! The user's active sessions, and the button that ends all others.

use leptos::prelude::*;

use super::{DeviceRow, EndForm, PolledData, PolledResource, device_row, layout};
use crate::views::ui::{Alert, Row, dom, effect, rows};
use crate::{
    device::ActiveSession,
    text::{AccountText, Text},
    views::{page_state::use_returned_form, use_locale},
};

const NO_OTHERS: &str = "no-others";
/// The id of the question before all other sessions are ended. The browser opens and closes it, with script off, too.
const QUESTION: &str = "others-question";
const QUESTION_TITLE: &str = "others-question-title";

/// Renders the active sessions.
#[component]
pub fn ActiveSessions(
    polled: PolledResource,
    /// The announcement of the last action.
    announcement: RwSignal<Option<AccountText>>,
) -> impl IntoView {
    let locale = use_locale();
    let alone = Signal::derive(move || {
        polled
            .devices()
            .active
            .iter()
            .all(|session| session.current)
    });
    let refused = Signal::stored(use_returned_form().and_then(|returned| returned.error));
    effect(move || {
        if announcement.get() == Some(AccountText::OthersSignedOut) {
            dom::hide_popover(QUESTION);
        }
    });
    view! {
        <ul class="devices" role="list" aria-label=locale.t(Text::Devices)>
            {rows(move || {
                let sessions = polled.devices().active.into_iter();
                sessions.map(|session| Row::new(key(&session), move || view! { <DeviceRow session polled announcement /> })).collect()
            })}
        </ul>
        <p class="muted" hidden=move || !polled.devices().is_truncated>
            {locale.t(AccountText::DevicesCut)}
        </p>
        <button
            class="button secondary"
            class:unavailable=alone
            id="end-others"
            type="button"
            popovertarget=move || (!alone.get()).then_some(QUESTION)
            aria-describedby=NO_OTHERS
            aria-disabled=move || alone.get().then_some("true")
        >
            {locale.t(AccountText::SignOutOthers)}
        </button>
        <div class="confirm" id=QUESTION popover="auto" role="dialog" aria-labelledby=QUESTION_TITLE>
            <h2 id=QUESTION_TITLE>{locale.t(AccountText::SignOutOthers)}</h2>
            <p>{locale.t(AccountText::OthersQuestion)}</p>
            <div class="acts">
                <EndForm
                    polled
                    target=None
                    id="end-others-now".to_owned()
                    described_by=QUESTION_TITLE.to_owned()
                    idle=Some(alone)
                    announcement
                />
                <button class="button secondary" type="button" popovertarget=QUESTION popovertargetaction="hide">
                    {locale.t(Text::Cancel)}
                </button>
            </div>
        </div>
        <Alert error=refused />
        <p class="muted" id=NO_OTHERS>
            {move || alone.get().then(|| locale.t(AccountText::NoOthers))}
        </p>
    }
}

/// The row of a session changes when it becomes, or is no more, the current one.
fn key(session: &ActiveSession) -> String {
    format!("{}{}", session.id, session.current)
}

/// Keeps the focus when the focused row is removed: moves it to the row beside, or else to the title.
pub fn keep_focus(old: &PolledData, new: &PolledData) {
    let (PolledData::Devices(old), PolledData::Devices(new)) = (old, new) else {
        return;
    };
    let stays = |session: &ActiveSession| new.active.iter().any(|other| other.id == session.id);
    let lost = old
        .active
        .iter()
        .position(|session| !stays(session) && device_row::holds_focus(&session.id));
    if let Some((before, after)) = lost.map(|place| old.active.split_at(place)) {
        let beside = after
            .iter()
            .chain(before.iter().rev())
            .find(|session| !session.current && stays(session));
        dom::focus(&beside.map_or_else(
            || layout::TITLE.to_owned(),
            |session| device_row::button_id(&session.id),
        ));
    }
}
