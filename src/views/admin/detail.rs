//! All that there is of one account: its sessions and its latest events.

use leptos::prelude::*;

use super::{act, texts::AdminText, users::UserRow};
use crate::{
    admin::{AdminDetail, AdminSession},
    device::device_in_words,
    event::ActivityEvent,
    paths,
    views::{ui::LocalTime, use_locale},
};

/// Renders the account above the list.
#[component]
pub fn Detail(detail: AdminDetail) -> impl IntoView {
    let locale = use_locale();
    let session = move |session: AdminSession| {
        let device = device_in_words(&session.software, &session.system, locale);
        let (state, end) = match session.is_active {
            true => (
                AdminText::Active,
                Some(act(
                    "end-session",
                    "session",
                    session.id,
                    locale.t(AdminText::EndSession),
                )),
            ),
            false => (AdminText::Over, None),
        };
        view! {
            <li>
                <p>{device} " · " {session.ip}</p>
                <p class="fine">
                    <span class="badge">{locale.t(state)}</span>
                    <LocalTime at=session.created_at />
                </p>
                {end}
            </li>
        }
    };
    let event = move |event: ActivityEvent| {
        view! {
            <li>
                <p>{locale.t(event.kind.text())}</p>
                <p class="fine">
                    <LocalTime at=event.at />
                    <span>{event.ip}</span>
                </p>
            </li>
        }
    };
    let email = detail.user.email.clone();
    view! {
        <section class="part whole" aria-label=email>
            <UserRow user=detail.user />
            <h2>{locale.t(AdminText::Sessions)}</h2>
            <ul class="accounts" role="list" aria-label=locale.t(AdminText::Sessions)>
                {detail.sessions.into_iter().map(session).collect::<Vec<_>>()}
            </ul>
            <h2>{locale.t(AdminText::Events)}</h2>
            <ul class="accounts" role="list" aria-label=locale.t(AdminText::Events)>
                {detail.events.into_iter().map(event).collect::<Vec<_>>()}
            </ul>
            <p>
                <a href=paths::USERS_PAGE>{locale.t(AdminText::Close)}</a>
            </p>
        </section>
    }
}
