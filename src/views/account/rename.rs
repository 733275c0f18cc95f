//! The form for another name.

use leptos::{ev::SubmitEvent, html::Input, prelude::*};

use crate::{
    api::rename,
    form_fields, paths,
    text::{AccountText, Text},
    views::{
        auth::use_auth,
        page_state::use_returned_form,
        submission::Submission,
        ui::{Alert, Field, Submit, focus_refused, handler},
        use_locale,
    },
};

/// Renders the form. The new name shows wherever the old one did, because the cookie has it.
#[component]
pub fn RenameForm() -> impl IntoView {
    let (locale, auth) = (use_locale(), use_auth());
    let node = NodeRef::<Input>::new();
    let returned = use_returned_form();
    let name = match &returned {
        Some(returned) => returned.typed("name"),
        None => untrack(|| auth.person())
            .map(|person| person.name)
            .unwrap_or_default(),
    };
    let done = RwSignal::new(false);
    let call = Submission::new(returned.and_then(|returned| returned.error));
    let error = call.error();
    focus_refused(error, &[("name", "name")]);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        done.set(false);
        if let Some(input) = node.get_untracked() {
            call.start(rename(input.value()), move |answer| match answer {
                Ok(session) => {
                    auth.renewed(session);
                    done.set(true);
                    None
                }
                Err(error) => Some(error).filter(|error| auth.should_show(error)),
            });
        }
    };
    view! {
        <form id=form_fields::TYPED_FORM class="stack part" method="post" action=paths::ACCOUNT novalidate=true on:submit=handler(submit)>
            <Alert error beside=&["name"] />
            <Field id="name" name="name" kind="text" label=Text::Name autocomplete="name" value=name error node />
            <Submit label=locale.t(Text::Save) pending=Signal::derive(move || call.is_pending()) />
            <p class="done" role="status">
                {move || done.get().then(|| locale.t(AccountText::NameSaved))}
            </p>
        </form>
    }
}
