//! The page of the user's active sessions and of those that ended recently.

use leptos::prelude::*;

use crate::{
    api::list_devices,
    device::{EndedSession, device_in_words},
    paths,
    text::{AccountText, Locale, Text},
    views::{
        account::{
            AccountLayout, ActiveSessions, PastEntry, PastList, PolledData, PolledResource,
            keep_focus,
        },
        part::part,
        use_locale,
    },
};

/// Renders the devices of the signed-in user.
#[component]
pub fn DevicesPage() -> impl IntoView {
    let locale = use_locale();
    let polled = PolledResource::new(
        Signal::stored(None),
        |_| Box::pin(async { list_devices().await.map(PolledData::Devices) }),
        keep_focus,
    );
    let announcement = RwSignal::new(None::<AccountText>);
    let ended = Signal::derive(move || {
        let ended = polled.devices().ended.into_iter();
        ended.map(|session| entry(session, locale)).collect()
    });
    let content = move || {
        part(view! {
            <ActiveSessions polled announcement />
            <PastList entries=ended name=locale.t(AccountText::EndedSessions) heading=true answer=None />
        })
    };
    view! {
        <AccountLayout
            here=paths::DEVICES
            title=Text::Devices
            lead=locale.t(AccountText::DevicesLead).to_owned()
            polled
            announcement
            content=Box::new(content)
        />
    }
}

/// Names first the device, then why its session ended.
fn entry(session: EndedSession, locale: Locale) -> PastEntry {
    PastEntry {
        heading: device_in_words(&session.software, &session.system, locale),
        id: session.id,
        kind: None,
        is_open: false,
        sentences: locale.t(session.ending.text()).to_owned(),
        at: session.at,
        origin: session.ip,
        session: None,
    }
}
