//! Where the person is signed in, and the way to end it everywhere else.

use leptos::{ev::SubmitEvent, prelude::*};

use super::{Alert, DeviceRow, Live, device_row, dom};
use crate::{
    api::end_other_sessions,
    app::{auth::use_auth, call::Call, seed::use_failure, use_locale},
    device::{Devices, OpenSession},
    paths,
    text::Text,
};

/// The id of the page's title, which takes the focus when there is no better place.
pub const TITLE: &str = "devices-title";

/// The sessions that go on.
#[component]
pub fn DeviceList(devices: Live<Devices>, said: RwSignal<Option<Text>>) -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let failure = Memo::new(move |_| devices.failure());
    let alone = Memo::new(move |_| devices.get().open.iter().all(|session| session.current));
    let cut = Memo::new(move |_| devices.get().cut);
    let call = Call::new(use_failure().map(|failure| failure.error));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if alone.get_untracked() {
            return;
        }
        said.set(None);
        call.start(end_other_sessions(), move |answer| match answer {
            Ok(left) => {
                devices.show(left);
                said.set(Some(Text::OthersSignedOut));
                None
            }
            Err(refusal) => Some(refusal).filter(|refusal| auth.may_tell(refusal)),
        });
    };
    view! {
        <Alert error=failure />
        <ul class="devices" aria-label=locale.t(Text::Devices)>
            <For each=move || devices.get().open key=|session| (session.id.clone(), session.current) let:session>
                <DeviceRow session devices said />
            </For>
        </ul>
        {move || cut.get().then(|| view! { <p class="muted">{locale.t(Text::DevicesCut)}</p> })}
        <form class="stack" method="post" action=paths::DEVICES on:submit=submit>
            <Alert error=call.error() />
            <input type="hidden" name="others" value="all" />
            <button
                class="button secondary"
                class:unavailable=move || alone.get()
                aria-disabled=move || (alone.get() || call.is_pending()).then_some("true")
                aria-describedby=move || alone.get().then_some("no-others")
            >
                {locale.t(Text::SignOutOthers)}
            </button>
            {move || {
                alone
                    .get()
                    .then(|| {
                        view! {
                            <p class="muted" id="no-others">
                                {locale.t(Text::NoOthers)}
                            </p>
                        }
                    })
            }}
        </form>
    }
}

/// Where the row that holds the focus goes, the focus moves to the row beside it, or else to the title.
pub fn keep_focus(old: &Devices, new: &Devices) {
    let stays = |session: &OpenSession| new.open.iter().any(|other| other.id == session.id);
    let (before, after): (Vec<_>, Vec<_>) = {
        let lost = old.open.iter().position(|session| !stays(session) && device_row::holds_focus(&session.id));
        let Some((before, after)) = lost.map(|place| old.open.split_at(place)) else { return };
        (before.iter().rev().collect(), after.iter().collect())
    };
    let beside = after.into_iter().chain(before).find(|session| !session.current && stays(session));
    dom::focus(&beside.map_or_else(|| TITLE.to_owned(), |session| device_row::button_id(&session.id)));
}
