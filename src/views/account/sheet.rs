//! The layout of the polled account pages. One component for both, so that the browser downloads it once.

use leptos::prelude::*;

use crate::{
    paths,
    text::Text,
    views::{
        account::{AccountNav, DeviceList, Live, PastList, SHEET_TITLE},
        eager::Eager,
        ui::{Alert, PageTitle},
        use_locale,
    },
};

/// Renders the devices and then the ended sessions, or the events and then a link to older ones.
#[component]
pub fn SheetPage(
    sheet: Live,
    /// The path of this page.
    here: &'static str,
    title: Text,
    /// The introduction below the title.
    lead: String,
    /// Whether the list starts at the cursor in the address instead of the newest event.
    #[prop(into)]
    back: Signal<bool>,
) -> impl IntoView {
    let locale = use_locale();
    let said = RwSignal::new(None::<Text>);
    let devices = here == paths::DEVICES;
    let past = if devices { Text::EndedSessions } else { title };
    let links = move || {
        let newest = back
            .get()
            .then(|| (paths::ACTIVITY.to_owned(), Text::NewestActivity));
        let older = sheet.get().more.filter(|_| !devices);
        let older = older.map(|more| {
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
    view! {
        <PageTitle text=title />
        <section class="page">
            <AccountNav here />
            <h1 id=SHEET_TITLE tabindex="-1">
                {locale.t(title)}
            </h1>
            <p class="muted">{lead}</p>
            <Transition fallback=move || view! { <p class="muted">{locale.t(Text::Loading)}</p> }>
                {Eager(view! {
                    <Alert error=sheet.failure() />
                    {devices.then(|| view! { <DeviceList sheet said /> })}
                    <PastList sheet name=locale.t(past) heading=devices />
                    <p class="pages">{links}</p>
                })}
            </Transition>
            <p class="visually-hidden" role="status">
                {move || said.get().map(|text| locale.t(text))}
            </p>
        </section>
    }
}
