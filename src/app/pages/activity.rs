//! What happened to the account.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    api::list_activity,
    app::{
        parts::{AccountNav, Alert, Live, PageTitle, PastList, dom},
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
    let sheet = Live::new(place, |before| Box::pin(list_activity(before)), |_, _| ());
    // Another page of the record is the same page to the router, which would leave the focus on the link at its foot.
    Effect::new(move |before: Option<Option<String>>| {
        let now = place.get();
        if before.is_some_and(|before| before != now) {
            dom::focus(TITLE);
        }
        now
    });
    let failure = Memo::new(move |_| sheet.failure());
    let none = Memo::new(move |_| sheet.failure().is_none() && sheet.get().past.is_empty());
    let newest = move || place.get().map(|_| (paths::ACTIVITY.to_owned(), Text::NewestActivity));
    let older = move || sheet.get().more.map(|more| (format!("{}?before={more}", paths::ACTIVITY), Text::OlderActivity));
    let links = Memo::new(move |_| newest().into_iter().chain(older()).collect::<Vec<_>>());
    let link = move |(href, name): (String, Text)| {
        view! {
            <a class="button secondary" href=href>
                {locale.t(name)}
            </a>
        }
    };
    view! {
        <PageTitle text=Text::Activity />
        <section class="page">
            <AccountNav here=paths::ACTIVITY />
            <h1 id=TITLE tabindex="-1">
                {locale.t(Text::Activity)}
            </h1>
            <p class="muted">{locale.t(Text::ActivityLead)} " " {locale.t(Text::ActivityNotYou)}</p>
            <Transition fallback=move || view! { <p class="muted">{locale.t(Text::Loading)}</p> }>
                {Whole(view! {
                    <Alert error=failure />
                    <p class="muted" hidden=move || !none.get()>
                        {locale.t(Text::NoActivity)}
                    </p>
                    <PastList sheet name=locale.t(Text::Activity) />
                    <p class="pages">{move || links.get().into_iter().map(link).collect::<Vec<_>>()}</p>
                })}
            </Transition>
        </section>
    }
}
