//! Where the person is signed in, and until not long ago was.

use leptos::prelude::*;

use super::SheetPage;
use crate::{
    api::list_devices,
    paths,
    text::Text,
    views::{
        account::{Live, keep_focus},
        use_locale,
    },
};

/// The devices of the signed-in person.
#[component]
pub fn DevicesPage() -> impl IntoView {
    let lead = use_locale().t(Text::DevicesLead).to_owned();
    let sheet = Live::new(
        Signal::stored(None),
        |_| Box::pin(list_devices()),
        keep_focus,
    );
    view! { <SheetPage sheet here=paths::DEVICES title=Text::Devices lead back=false /> }
}
