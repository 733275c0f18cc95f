//! One active session.

use leptos::{either::Either, prelude::*};

use super::{DeviceIcon, EndForm, PolledResource};
use crate::views::ui::{LocalTime, dom, dynamic};
use crate::{
    device::{ActiveSession, device_in_words},
    text::{AccountText, Text},
    views::use_locale,
};

/// Renders one session. The name of its button is the action, its description the device. The row stays as long as the
/// session does: what a refresh changes is updated in place.
#[component]
pub fn DeviceRow(
    session: ActiveSession,
    polled: PolledResource,
    announcement: RwSignal<Option<AccountText>>,
) -> impl IntoView {
    let locale = use_locale();
    let (row, name) = (row_id(&session.id), format!("{}-name", row_id(&session.id)));
    let device = device_in_words(&session.software, &session.system, locale);
    let method = if session.method == "password" {
        locale.t(Text::Password).to_owned()
    } else {
        session.method.clone()
    };
    let end = (!session.current).then(|| {
        let id = session.id.clone();
        view! { <EndForm polled target=Some(id.clone()) id=button_id(&id) described_by=name.clone() idle=None announcement /> }
    });
    let badge = session
        .current
        .then(|| view! { <span class="badge">{locale.t(AccountText::ThisDevice)}</span> });
    let bound = session.bound.then(|| {
        view! {
            <div>
                <dt>{locale.t(AccountText::Binding)}</dt>
                <dd>{locale.t(AccountText::BoundToDevice)}</dd>
            </div>
        }
    });
    let (ip, system) = (session.ip.clone(), session.system.clone());
    let is_current = session.current;
    let first = StoredValue::new(session);
    let time = move |read: fn(ActiveSession) -> String| {
        Memo::new(move |_| {
            let first = first.get_value();
            read(
                polled
                    .devices()
                    .active
                    .into_iter()
                    .find(|other| other.id == first.id)
                    .unwrap_or(first),
            )
        })
    };
    let active = time(|session| session.active_at);
    let last_active = dynamic(move || {
        if is_current {
            Either::Left(locale.t(AccountText::ActiveNow))
        } else {
            Either::Right(view! { <LocalTime at=active.get() /> })
        }
    });
    let fact = move |label: AccountText, read: fn(ActiveSession) -> String| {
        let time = time(read);
        view! {
            <div>
                <dt>{locale.t(label)}</dt>
                <dd>{dynamic(move || view! { <LocalTime at=time.get() whole=true /> })}</dd>
            </div>
        }
    };
    let times = vec![
        fact(AccountText::SignedInAt, |session| session.created_at),
        fact(AccountText::IdleUntil, |session| session.idle_until),
        fact(AccountText::EndsAt, |session| session.ends_at),
    ];
    view! {
        <li class="device" id=row>
            <DeviceIcon system />
            <div>
                <h2 id=name>{device}</h2>
                <p class="fine">{badge} <span>{last_active}</span> <span>{ip}</span></p>
            </div>
            {end}
            <details>
                <summary>{locale.t(AccountText::Details)}</summary>
                <dl>
                    {times}
                    <div>
                        <dt>{locale.t(AccountText::SignedInWith)}</dt>
                        <dd>{method}</dd>
                    </div>
                    {bound}
                </dl>
            </details>
        </li>
    }
}

/// Returns whether the focus is in the row of this session.
pub fn holds_focus(session: &str) -> bool {
    dom::holds_focus(&row_id(session))
}

/// Returns the id of the button that ends this session.
pub fn button_id(session: &str) -> String {
    format!("{}-end", row_id(session))
}

/// Returns the id of the row of a session, to which other pages lead.
pub fn row_id(session: &str) -> String {
    format!("device-{session}")
}
