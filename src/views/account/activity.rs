//! The page of the account's audit log.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    api::list_activity,
    device::device_in_words,
    event::ActivityEvent,
    paths,
    text::{AccountText, Locale, Text},
    views::{
        account::{
            AccountLayout, PastEntry, PastList, PolledData, PolledResource,
            event_answer::EventAnswer, layout,
        },
        part::part,
        ui::{PageLinks, focus_on_turn},
        use_locale,
    },
};

/// Renders the audit log of the signed-in user, newest first; older entries at `?before=`.
#[component]
pub fn ActivityPage() -> impl IntoView {
    let locale = use_locale();
    let lead = format!(
        "{} {}",
        locale.t(AccountText::ActivityLead),
        locale.t(AccountText::ActivityNotYou)
    );
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| query.get("before")));
    let log = PolledResource::new(
        cursor.into(),
        |before| Box::pin(async { list_activity(before).await.map(PolledData::Activity) }),
        |_, _| (),
    );
    let announcement = RwSignal::new(None::<AccountText>);
    focus_on_turn(cursor, layout::TITLE);
    let entries = Signal::derive(move || {
        let events = log.activity().events.into_iter();
        events.map(|event| entry(event, locale)).collect()
    });
    let more = Signal::derive(move || log.activity().more);
    let content = move || {
        part(view! {
            <PastList entries name=locale.t(Text::Activity) heading=false answer=Some(EventAnswer { log, announcement }) />
            <PageLinks
                address=|cursor| cursor.map_or_else(
                    || paths::ACTIVITY.to_owned(),
                    |cursor| format!("{}?before={cursor}", paths::ACTIVITY),
                )
                cursor=cursor
                more
                names=[locale.t(AccountText::NewestActivity), locale.t(AccountText::OlderActivity)]
            />
        })
    };
    view! {
        <AccountLayout
            here=paths::ACTIVITY
            title=Text::Activity
            lead
            polled=log
            announcement
            content=Box::new(content)
        />
    }
}

/// Names what happened, then the device.
fn entry(event: ActivityEvent, locale: Locale) -> PastEntry {
    let is_open = event.is_open();
    let mut sentences = vec![locale.t(event.kind.text())];
    sentences.extend(event.ending.map(|ending| locale.t(ending.text())));
    // Without an address there was no request: the action was performed on the server itself.
    let origin = if event.ip.is_empty() {
        String::new()
    } else {
        let device = device_in_words(&event.software, &event.system, locale);
        format!("{device} · {}", event.ip)
    };
    PastEntry {
        id: event.id,
        kind: Some(event.kind),
        is_open,
        heading: String::new(),
        sentences: sentences.join(" "),
        at: event.at,
        // A session of which the device is not known has nothing to click on.
        session: event.session.filter(|_| !origin.is_empty()),
        origin,
    }
}
