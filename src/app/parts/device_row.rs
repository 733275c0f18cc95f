//! One session that goes on, and the way to end it from here.

use leptos::{ev::SubmitEvent, prelude::*};

use super::{Alert, Live, Moment, dom};
use crate::{
    api::end_session,
    app::{auth::use_auth, call::Call, use_locale},
    device::{Devices, OpenSession},
    paths,
    text::Text,
};

/// One session. Its button is named by what it does and described by the device. The row stays as long as the session does: what a
/// refresh changes is changed in place.
#[component]
pub fn DeviceRow(session: OpenSession, devices: Live<Devices>, said: RwSignal<Option<Text>>) -> impl IntoView {
    let locale = use_locale();
    let (row, name) = (row_id(&session.id), format!("{}-name", row_id(&session.id)));
    let times = Memo::new({
        let first = session.clone();
        move |_| {
            let open = devices.get().open;
            let now = open.iter().find(|other| other.id == first.id).unwrap_or(&first);
            (now.active_at.clone(), now.idle_until.clone())
        }
    });
    let method = if session.method == "password" { locale.t(Text::WithPassword).to_owned() } else { session.method };
    let end = (!session.current).then(|| view! { <EndSession id=session.id name=name.clone() devices said /> });
    view! {
        <li class="device" id=row>
            <div class="device-head">
                <h2 id=name>{session.device.in_words(locale)}</h2>
                {session.current.then(|| view! { <span class="badge">{locale.t(Text::ThisDevice)}</span> })}
                {end}
            </div>
            <dl>
                <div>
                    <dt>{locale.t(Text::LastActive)}</dt>
                    <dd>{move || view! { <Moment at=times.get().0 /> }}</dd>
                </div>
                <div>
                    <dt>{locale.t(Text::SignedInAt)}</dt>
                    <dd>
                        <Moment at=session.created_at />
                        <span class="muted">{format!(" · {method}")}</span>
                    </dd>
                </div>
                <div>
                    <dt>{locale.t(Text::IpAddress)}</dt>
                    <dd>{session.ip}</dd>
                </div>
                <div>
                    <dt>{locale.t(Text::IdleUntil)}</dt>
                    <dd>{move || view! { <Moment at=times.get().1 /> }}</dd>
                </div>
                <div>
                    <dt>{locale.t(Text::EndsAt)}</dt>
                    <dd>
                        <Moment at=session.ends_at />
                    </dd>
                </div>
            </dl>
        </li>
    }
}

#[component]
fn EndSession(id: String, name: String, devices: Live<Devices>, said: RwSignal<Option<Text>>) -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let call = Call::new(None);
    let (button, value) = (button_id(&id), id.clone());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        said.set(None);
        call.start(end_session(id.clone()), move |answer| match answer {
            Ok(left) => {
                devices.show(left);
                said.set(Some(Text::SessionEnded));
                None
            }
            Err(refusal) => Some(refusal).filter(|refusal| auth.may_tell(refusal)),
        });
    };
    view! {
        <form method="post" action=paths::DEVICES on:submit=submit>
            <input type="hidden" name="end" value=value />
            <button
                class="button quiet"
                id=button
                aria-describedby=name
                aria-disabled=move || call.is_pending().then_some("true")
            >
                {locale.t(Text::EndSession)}
            </button>
            <Alert error=call.error() />
        </form>
    }
}

/// Whether the focus is in the row of this session.
pub fn holds_focus(session: &str) -> bool {
    dom::holds_focus(&row_id(session))
}

/// The id of the button that ends this session.
pub fn button_id(session: &str) -> String {
    format!("{}-end", row_id(session))
}

fn row_id(session: &str) -> String {
    format!("device-{session}")
}
