//! What happened to the account.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::SheetPage;
use crate::{
    api::list_activity,
    paths,
    text::Text,
    views::{
        account::{Live, SHEET_TITLE},
        ui::dom,
        use_locale,
    },
};

/// The record of the signed-in person, the newest first; older ones at `?before=`.
#[component]
pub fn ActivityPage() -> impl IntoView {
    let locale = use_locale();
    let lead = format!(
        "{} {}",
        locale.t(Text::ActivityLead),
        locale.t(Text::ActivityNotYou)
    );
    let query = use_query_map();
    let place = Memo::new(move |_| query.with(|query| query.get("before")));
    let sheet = Live::new(
        place.into(),
        |before| Box::pin(list_activity(before)),
        |_, _| (),
    );
    // Another page of the record is the same page to the router, which would leave the focus on the link at its foot.
    Effect::new(move |before: Option<Option<String>>| {
        let now = place.get();
        if before.is_some_and(|before| before != now) {
            dom::focus(SHEET_TITLE);
        }
        now
    });
    let back = Signal::derive(move || place.get().is_some());
    view! { <SheetPage sheet here=paths::ACTIVITY title=Text::Activity lead back /> }
}
