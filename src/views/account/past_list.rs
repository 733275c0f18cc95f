//! Past entries: the sessions that have ended, or the events of the audit log.

use leptos::prelude::*;

use super::Live;
use crate::views::ui::LocalTime;
use crate::{
    device::{PastEvent, device_in_words},
    event::EventKind,
    text::Text,
    views::use_locale,
};

/// Renders the list, latest first; hidden when empty.
#[component]
pub fn PastList(
    sheet: Live,
    /// The name of the list.
    name: &'static str,
    /// Whether to show the name as a heading, because it is not the page's title.
    heading: bool,
) -> impl IntoView {
    view! {
        <section class="past" hidden=move || sheet.get().past.is_empty()>
            {heading.then(|| view! { <h2>{name}</h2> })}
            <ol aria-label=name>
                <For each=move || sheet.get().past key=|event| event.id.clone() let:event>
                    <PastRow event />
                </For>
            </ol>
        </section>
    }
}

/// Renders one entry. An event names first what happened, then the device; an ended session names first the device.
#[component]
fn PastRow(event: PastEvent) -> impl IntoView {
    let locale = use_locale();
    let suspicious = event.kind.is_some_and(EventKind::is_suspicious);
    let device = device_in_words(&event.software, &event.system, locale);
    let mut sentences: Vec<&'static str> = event
        .kind
        .map(|kind| locale.t(kind.text()))
        .into_iter()
        .collect();
    sentences.extend(event.ending.map(|ending| locale.t(ending.text())));
    let (first, origin) = match event.kind {
        // Without an address there was no request: the action was performed on the server itself.
        Some(_) if event.ip.is_empty() => (String::new(), String::new()),
        Some(_) => (String::new(), format!("{device} · {}", event.ip)),
        None => (device, event.ip),
    };
    view! {
        <li class:suspicious=suspicious data-kind=event.kind.map(EventKind::as_str)>
            <p>
                <strong>{first}</strong>
                " "
                {sentences.join(" ")}
                {suspicious.then(|| view! { <span class="badge">{locale.t(Text::Suspicious)}</span> })}
            </p>
            <p class="fine">
                <LocalTime at=event.at />
                <span>{origin}</span>
            </p>
        </li>
    }
}
