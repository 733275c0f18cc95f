//! One active session.

use leptos::prelude::*;

use super::{EndForm, PolledResource};
use crate::views::ui::{LocalTime, dom};
use crate::{
    device::{ActiveSession, device_in_words},
    text::Text,
    views::use_locale,
};

/// Renders one session. The name of its button is the action, its description the device. The row stays as long as the
/// session does: what a refresh changes is updated in place.
#[component]
pub fn DeviceRow(
    session: ActiveSession,
    polled: PolledResource,
    announcement: RwSignal<Option<Text>>,
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
        view! { <EndForm polled target=Some(id.clone()) id=button_id(&id) described_by=name.clone() idle=None failure=None announcement /> }
    });
    let badge = session
        .current
        .then(|| view! { <span class="badge">{locale.t(Text::ThisDevice)}</span> });
    let ip = session.ip.clone();
    let first = StoredValue::new(session);
    let fact = move |label: Text, time: fn(ActiveSession) -> String| {
        let time = Memo::new(move |_| {
            let first = first.get_value();
            time(
                polled
                    .devices()
                    .active
                    .into_iter()
                    .find(|other| other.id == first.id)
                    .unwrap_or(first),
            )
        });
        view! {
            <div>
                <dt>{locale.t(label)}</dt>
                <dd>{move || view! { <LocalTime at=time.get() /> }}</dd>
            </div>
        }
    };
    let times = vec![
        fact(Text::LastActive, |session| session.active_at),
        fact(Text::SignedInAt, |session| session.created_at),
        fact(Text::IdleUntil, |session| session.idle_until),
        fact(Text::EndsAt, |session| session.ends_at),
    ];
    let words = [(Text::IpAddress, ip), (Text::SignedInWith, method)].map(|(label, value)| {
        view! {
            <div>
                <dt>{locale.t(label)}</dt>
                <dd>{value}</dd>
            </div>
        }
    });
    view! {
        <li class="device" id=row>
            <div class="device-head">
                <h2 id=name>{device}</h2>
                {badge}
                {end}
            </div>
            <dl>{times} {Vec::from(words)}</dl>
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

fn row_id(session: &str) -> String {
    format!("device-{session}")
}
