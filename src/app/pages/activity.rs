//! What happened to the account.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    api::list_activity,
    app::{
        parts::{AccountNav, ActivityList, Live, PageTitle, dom},
        use_locale,
        whole::Whole,
    },
    paths,
    text::Text,
};

const TITLE: &str = "activity-title";

/// The record of the signed-in person, the newest first; older ones at `?before=`.
#[component]
pub fn ActivityPage() -> impl IntoView {
    let locale = use_locale();
    let query = use_query_map();
    let place = Memo::new(move |_| query.with(|query| query.get("before")));
    let activity = Live::new(move || place.get(), list_activity, |_, _| ());
    // Another page of the record is the same page to the router, which would leave the focus on the link at its foot.
    Effect::new(move |before: Option<Option<String>>| {
        let now = place.get();
        if before.is_some_and(|before| before != now) {
            dom::focus(TITLE);
        }
        now
    });
    view! {
        <PageTitle text=Text::Activity />
        <section class="page">
            <AccountNav here=paths::ACTIVITY />
            <h1 id=TITLE tabindex="-1">
                {locale.t(Text::Activity)}
            </h1>
            <p class="muted">{locale.t(Text::ActivityLead)} " " {locale.t(Text::ActivityNotYou)}</p>
            <Transition fallback=move || view! { <p class="muted">{locale.t(Text::Loading)}</p> }>
                {Whole(view! { <ActivityList activity newest=Signal::derive(move || place.with(Option::is_none)) /> })}
            </Transition>
        </section>
    }
}
