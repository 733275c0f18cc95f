//! Past entries: the sessions that have ended, or the events of the audit log. One list for both, so that the browser
//! downloads it once.

use leptos::prelude::*;

use crate::{
    event::EventKind,
    text::Text,
    views::{
        ui::{LocalTime, Row, rows},
        use_locale,
    },
};

/// An entry, in the words of the page's language.
#[derive(Clone)]
pub struct PastEntry {
    /// The id of the session or of the event.
    pub id: String,
    /// The kind of an event.
    pub kind: Option<EventKind>,
    /// What stands first, in bold.
    pub heading: String,
    /// What happened, in a sentence or two.
    pub sentences: String,
    /// When, RFC 3339.
    pub at: String,
    /// Where it came from.
    pub origin: String,
}

/// Renders the list, latest first; hidden when empty.
#[component]
pub fn PastList(
    entries: Signal<Vec<PastEntry>>,
    /// The name of the list.
    name: &'static str,
    /// Whether to show the name as a heading, because it is not the page's title.
    heading: bool,
) -> impl IntoView {
    view! {
        <section class="past" hidden=move || entries.get().is_empty()>
            {heading.then(|| view! { <h2>{name}</h2> })}
            <ol aria-label=name>
                {rows(move || {
                    let entries = entries.get().into_iter();
                    entries.map(|entry| Row::new(entry.id.clone(), || view! { <PastRow entry /> })).collect()
                })}
            </ol>
        </section>
    }
}

#[component]
fn PastRow(entry: PastEntry) -> impl IntoView {
    let locale = use_locale();
    let suspicious = entry.kind.is_some_and(EventKind::is_suspicious);
    view! {
        <li class:suspicious=suspicious data-kind=entry.kind.map(EventKind::as_str)>
            <p>
                <strong>{entry.heading}</strong>
                " "
                {entry.sentences}
                {suspicious.then(|| view! { <span class="badge">{locale.t(Text::Suspicious)}</span> })}
            </p>
            <p class="fine">
                <LocalTime at=entry.at />
                <span>{entry.origin}</span>
            </p>
        </li>
    }
}
