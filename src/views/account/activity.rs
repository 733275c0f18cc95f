//! The page of the account's audit log.

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

/// Renders the audit log of the signed-in user, newest first; older entries at `?before=`.
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
    // For the router, another page of the log is the same page, so it would leave the focus on the link at the bottom.
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
