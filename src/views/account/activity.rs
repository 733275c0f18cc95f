//! The page of the account's audit log.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    api::list_activity,
    device::device_in_words,
    event::ActivityEvent,
    paths,
    text::{Locale, Text},
    views::{
        account::{AccountLayout, PastEntry, PastList, PolledData, PolledResource, layout},
        eager::Eager,
        ui::dom,
        use_locale,
    },
};

/// Renders the audit log of the signed-in user, newest first; older entries at `?before=`.
#[component]
pub fn ActivityPage() -> impl IntoView {
    let locale = use_locale();
    let lead = format!(
        "{} {}",
        locale.t(Text::ActivityLead),
        locale.t(Text::ActivityNotYou)
    );
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| query.get("before")));
    let log = PolledResource::new(
        cursor.into(),
        |before| Box::pin(async { list_activity(before).await.map(PolledData::Activity) }),
        |_, _| (),
    );
    // For the router, another page of the log is the same page, so it would leave the focus on the link at the bottom.
    Effect::new(move |before: Option<Option<String>>| {
        let now = cursor.get();
        if before.is_some_and(|before| before != now) {
            dom::focus(layout::TITLE);
        }
        now
    });
    let entries = Signal::derive(move || {
        let events = log.activity().events.into_iter();
        events.map(|event| entry(event, locale)).collect()
    });
    let links = move || {
        let newest = cursor
            .get()
            .map(|_| (paths::ACTIVITY.to_owned(), Text::NewestActivity));
        let older = log.activity().more.map(|more| {
            (
                format!("{}?before={more}", paths::ACTIVITY),
                Text::OlderActivity,
            )
        });
        let link = |(href, name): (String, Text)| {
            view! {
                <a class="button secondary" href=href>
                    {locale.t(name)}
                </a>
            }
        };
        newest
            .into_iter()
            .chain(older)
            .map(link)
            .collect::<Vec<_>>()
    };
    let content = move || {
        Eager(view! {
            <PastList entries name=locale.t(Text::Activity) heading=false />
            <p class="pages">{links}</p>
        })
    };
    view! {
        <AccountLayout
            here=paths::ACTIVITY
            title=Text::Activity
            lead
            failure=log.failure()
            announcement=Signal::stored(None)
            content=Box::new(move || content().into_any())
        />
    }
}

/// Names what happened, then the device.
fn entry(event: ActivityEvent, locale: Locale) -> PastEntry {
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
        heading: String::new(),
        sentences: sentences.join(" "),
        at: event.at,
        origin,
    }
}
