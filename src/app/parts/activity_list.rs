//! What happened to the account, and the way to what happened before.

use leptos::prelude::*;

use super::{Alert, Live, Moment};
use crate::{
    app::use_locale,
    event::{ActivityEvent, ActivityPage},
    paths,
    text::Text,
};

/// A page of events, and the links to other pages of them.
#[component]
pub fn ActivityList(
    activity: Live<ActivityPage>,
    /// Whether this is the page of the newest.
    #[prop(into)]
    newest: Signal<bool>,
) -> impl IntoView {
    let locale = use_locale();
    let failure = Memo::new(move |_| activity.failure());
    let none = Memo::new(move |_| activity.failure().is_none() && activity.get().events.is_empty());
    let older = Memo::new(move |_| activity.get().older);
    view! {
        <Alert error=failure />
        {move || none.get().then(|| view! { <p class="muted">{locale.t(Text::NoActivity)}</p> })}
        <ol class="activity" aria-label=locale.t(Text::Activity)>
            <For each=move || activity.get().events key=|event| event.id.clone() let:event>
                <EventRow event />
            </For>
        </ol>
        <p class="pages">
            {move || {
                (!newest.get())
                    .then(|| {
                        view! {
                            <a class="button secondary" href=paths::ACTIVITY>
                                {locale.t(Text::NewestActivity)}
                            </a>
                        }
                    })
            }}
            {move || {
                older
                    .get()
                    .map(|place| {
                        view! {
                            <a class="button secondary" href=format!("{}?before={place}", paths::ACTIVITY)>
                                {locale.t(Text::OlderActivity)}
                            </a>
                        }
                    })
            }}
        </p>
    }
}

#[component]
fn EventRow(event: ActivityEvent) -> impl IntoView {
    let locale = use_locale();
    let suspicious = event.kind.is_suspicious();
    // Nobody's request has no address: it was done on the server itself.
    let device = (!event.ip.is_empty()).then(|| event.device.in_words(locale));
    view! {
        <li class:suspicious=suspicious data-kind=event.kind.as_str()>
            <p>
                {locale.t(event.kind.text())}
                {event.reason.map(|reason| format!(" {}", locale.t(reason.text())))}
                {suspicious.then(|| view! { <span class="badge">{locale.t(Text::Suspicious)}</span> })}
            </p>
            <p class="fine">
                <Moment at=event.at />
                {device.map(|device| view! { <span>{device}</span> })}
                <span>{event.ip}</span>
            </p>
        </li>
    }
}
