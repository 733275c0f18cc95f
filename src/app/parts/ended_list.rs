//! The sessions that are over, and why.

use leptos::prelude::*;

use super::{Live, Moment};
use crate::{
    app::use_locale,
    device::{Devices, EndedSession},
    text::Text,
};

/// The sessions that ended not long ago; nothing where there are none.
#[component]
pub fn EndedList(devices: Live<Devices>) -> impl IntoView {
    let locale = use_locale();
    let some = Memo::new(move |_| !devices.get().ended.is_empty());
    move || {
        some.get().then(|| {
            view! {
                <h2 id="ended-title">{locale.t(Text::EndedSessions)}</h2>
                <ul class="ended" aria-labelledby="ended-title">
                    <For each=move || devices.get().ended key=|session| session.id.clone() let:session>
                        <EndedRow session />
                    </For>
                </ul>
            }
        })
    }
}

#[component]
fn EndedRow(session: EndedSession) -> impl IntoView {
    let locale = use_locale();
    view! {
        <li>
            <p>
                <strong>{session.device.in_words(locale)}</strong>
                " "
                {locale.t(session.ending.text())}
            </p>
            <p class="fine">
                <Moment at=session.ended_at />
                <span>{session.ip}</span>
            </p>
        </li>
    }
}
