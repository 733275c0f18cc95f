//! Where the person is signed in, and until not long ago was.

use leptos::prelude::*;

use crate::{
    api::list_devices,
    app::{
        parts::{AccountNav, DEVICES_TITLE, DeviceList, Live, PageTitle, PastList, keep_focus},
        use_locale,
        whole::Whole,
    },
    paths,
    text::Text,
};

/// The devices of the signed-in person.
#[component]
pub fn DevicesPage() -> impl IntoView {
    let locale = use_locale();
    let sheet = Live::new(Memo::new(|_| None), |_| Box::pin(list_devices()), keep_focus);
    let said = RwSignal::new(None::<Text>);
    let some_ended = Memo::new(move |_| !sheet.get().past.is_empty());
    view! {
        <PageTitle text=Text::Devices />
        <section class="page">
            <AccountNav here=paths::DEVICES />
            <h1 id=DEVICES_TITLE tabindex="-1">
                {locale.t(Text::Devices)}
            </h1>
            <p class="muted">{locale.t(Text::DevicesLead)}</p>
            <Transition fallback=move || view! { <p class="muted">{locale.t(Text::Loading)}</p> }>
                {Whole(view! {
                    <DeviceList sheet said />
                    <h2 class="later" hidden=move || !some_ended.get()>
                        {locale.t(Text::EndedSessions)}
                    </h2>
                    <PastList sheet name=locale.t(Text::EndedSessions) />
                })}
            </Transition>
            <p class="visually-hidden" role="status">
                {move || said.get().map(|text| locale.t(text))}
            </p>
        </section>
    }
}
