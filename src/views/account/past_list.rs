//! Past entries: the sessions that have ended, or the events of the audit log. One list for both, so that the browser
//! downloads it once.

use leptos::{either::Either, prelude::*};

use super::{
    device_row::row_id,
    event_answer::{EventAnswer, WasThisYou},
};
use crate::{
    event::EventKind,
    paths,
    views::ui::{LocalTime, Row, rows},
};

/// An entry, in the words of the page's language.
#[derive(Clone)]
pub struct PastEntry {
    /// The id of the session or of the event.
    pub id: String,
    /// The kind of an event.
    pub kind: Option<EventKind>,
    /// Whether the owner should say whether it was their own doing.
    pub is_open: bool,
    /// What stands first, in bold.
    pub heading: String,
    /// What happened, in a sentence or two.
    pub sentences: String,
    /// When, RFC 3339.
    pub at: String,
    /// Where it came from.
    pub origin: String,
    /// The session that it concerns, where that is another page's.
    pub session: Option<String>,
}

/// Renders the list, latest first; hidden when empty.
#[component]
pub fn PastList(
    entries: Signal<Vec<PastEntry>>,
    /// The name of the list.
    name: &'static str,
    /// Whether to show the name as a heading, because it is not the page's title.
    heading: bool,
    /// What becomes of the owner's answers.
    answer: Option<EventAnswer>,
) -> impl IntoView {
    view! {
        <section class="past" hidden=move || entries.get().is_empty()>
            {heading.then(|| view! { <h2>{name}</h2> })}
            <ol role="list" aria-label=name>
                {rows(move || {
                    let entries = entries.get().into_iter();
                    entries
                        .map(|entry| Row::new(format!("{}{}", entry.id, entry.is_open), move || view! { <PastRow entry answer /> }))
                        .collect()
                })}
            </ol>
        </section>
    }
}

#[component]
fn PastRow(entry: PastEntry, answer: Option<EventAnswer>) -> impl IntoView {
    let question = answer.filter(|_| entry.is_open).map(|answer| {
        let id = entry.id.clone();
        view! { <WasThisYou id answer /> }
    });
    let heading =
        (!entry.heading.is_empty()).then(|| view! { <strong>{entry.heading}" "</strong> });
    let origin = match entry.session {
        Some(session) => {
            let device = format!("{}#{}", paths::DEVICES, row_id(&session));
            Either::Left(view! { <a href=device>{entry.origin}</a> })
        }
        None => Either::Right(view! { <span>{entry.origin}</span> }),
    };
    let row = entry.kind.is_none().then(|| row_id(&entry.id));
    view! {
        <li id=row class:suspicious=entry.is_open data-kind=entry.kind.map(EventKind::as_str)>
            <p>{heading} {entry.sentences}</p>
            <p class="fine">
                <LocalTime at=entry.at />
                {origin}
            </p>
            {question}
        </li>
    }
}
