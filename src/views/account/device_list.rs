//! The user's active sessions, and the button that ends all others.

use leptos::prelude::*;

use super::{DeviceRow, EndForm, Live, device_row};
use crate::views::ui::dom;
use crate::{
    device::{AccountSheet, OpenSession},
    text::Text,
    views::{page_state::use_failure, use_locale},
};

/// The id of the page's title, which takes the focus when no better element exists.
pub const TITLE: &str = "sheet-title";
const NO_OTHERS: &str = "no-others";

/// Renders the active sessions.
#[component]
pub fn DeviceList(sheet: Live, said: RwSignal<Option<Text>>) -> impl IntoView {
    let locale = use_locale();
    let alone = Signal::derive(move || sheet.get().open.iter().all(|session| session.current));
    let refused = use_failure().map(|failure| failure.error);
    view! {
        <ul class="devices" aria-label=locale.t(Text::Devices)>
            <For each=move || sheet.get().open key=|session| (session.id.clone(), session.current) let:session>
                <DeviceRow session sheet said />
            </For>
        </ul>
        <p class="muted" hidden=move || sheet.get().more.is_none()>
            {locale.t(Text::DevicesCut)}
        </p>
        <EndForm sheet target=None id="end-others".to_owned() described_by=NO_OTHERS.to_owned() idle=Some(alone) failure=refused said />
        <p class="muted" id=NO_OTHERS>
            {move || alone.get().then(|| locale.t(Text::NoOthers))}
        </p>
    }
}

/// Keeps the focus when the focused row is removed: moves it to the row beside, or else to the title.
pub fn keep_focus(old: &AccountSheet, new: &AccountSheet) {
    let stays = |session: &OpenSession| new.open.iter().any(|other| other.id == session.id);
    let lost = old
        .open
        .iter()
        .position(|session| !stays(session) && device_row::holds_focus(&session.id));
    if let Some((before, after)) = lost.map(|place| old.open.split_at(place)) {
        let beside = after
            .iter()
            .chain(before.iter().rev())
            .find(|session| !session.current && stays(session));
        dom::focus(&beside.map_or_else(
            || TITLE.to_owned(),
            |session| device_row::button_id(&session.id),
        ));
    }
}
