//! The page of the user's active sessions and of those that ended recently.

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

/// Renders the devices of the signed-in user.
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
