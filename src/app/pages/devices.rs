//! Where the person is signed in, and until not long ago was.

use leptos::prelude::*;

use crate::{
    api::list_devices,
    app::{
        parts::{AccountNav, DEVICES_TITLE, DeviceList, EndedList, Live, PageTitle, keep_focus},
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
    let devices = Live::new(|| None, |_| list_devices(), keep_focus);
    let said = RwSignal::new(None::<Text>);
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
                    <DeviceList devices said />
                    <EndedList devices />
                })}
            </Transition>
            <p class="visually-hidden" role="status">
                {move || said.get().map(|text| locale.t(text))}
            </p>
        </section>
    }
}
