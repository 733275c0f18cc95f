//! The password, the address and the end of the account.

use leptos::{ev::SubmitEvent, html::Input, prelude::*};

use super::{AccountNav, confirm::ConfirmForm};
use crate::{
    api::{change_email, change_password, delete_account, sign_out},
    form_fields,
    input::Password,
    paths,
    text::{AccountText, Text},
    views::{
        auth::use_auth,
        join::{NEW_PASSWORD, NewPassword, PasswordLabel},
        page_state::{ReturnedForm, use_done, use_returned_form},
        submission::Submission,
        ui::{Alert, Field, PageTitle, Submit, dom, focus_refused, handler},
        use_locale,
    },
};

/// Renders the page.
#[component]
pub fn SecurityPage() -> impl IntoView {
    let locale = use_locale();
    let returned = use_returned_form();
    let done = RwSignal::new(
        use_done()
            .filter(|done| done == "password")
            .map(|_| AccountText::PasswordChanged),
    );
    view! {
        <PageTitle text=Text::Security />
        <section class="page">
            <AccountNav here=paths::SECURITY />
            <h1>{locale.t(Text::Security)}</h1>
            <ConfirmForm returned=returned.clone() />
            <p class="done" role="status">
                {move || done.get().map(|text| locale.t(text))}
            </p>
            <ChangePassword returned=of(returned.as_ref(), "password") done />
            <ChangeEmail returned=of(returned.as_ref(), "email") />
            <DeleteAccount returned=of(returned.as_ref(), "delete") />
        </section>
    }
}

/// Returns the refused form if it is the one whose button has this name.
fn of(returned: Option<&ReturnedForm>, act: &str) -> Option<ReturnedForm> {
    returned
        .filter(|returned| {
            returned.typed(form_fields::ACT) == act && !returned.typed.contains_key("proving")
        })
        .filter(|returned| !returned.asks_for_proof())
        .cloned()
}

#[component]
fn ChangePassword(
    returned: Option<ReturnedForm>,
    done: RwSignal<Option<AccountText>>,
) -> impl IntoView {
    let (locale, auth) = (use_locale(), use_auth());
    let node = NodeRef::<Input>::new();
    let call = Submission::new(returned.and_then(|returned| returned.error));
    let error = call.error();
    focus_refused(error, &[("password", NEW_PASSWORD)]);
    let email = move || auth.person().map(|person| person.email).unwrap_or_default();
    let email = Signal::derive(email);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        done.set(None);
        if let Some(input) = node.get_untracked() {
            let password = Password::new(input.value());
            call.start(change_password(password), move |answer| match answer {
                Ok(()) => {
                    dom::set_input(NEW_PASSWORD, "");
                    done.set(Some(AccountText::PasswordChanged));
                    None
                }
                Err(error) => Some(error).filter(|error| auth.should_show(error)),
            });
        }
    };
    view! {
        <section class="part" aria-labelledby="password-title">
            <h2 id="password-title">{locale.t(Text::Password)}</h2>
            <form class="stack" method="post" action=paths::SECURITY novalidate=true on:submit=handler(submit)>
                <Alert error beside=&["password"] />
                <input type="hidden" name=form_fields::ACT value="password" />
                <NewPassword label=PasswordLabel::Another error node username=Some(email) />
                <p class="fine">{locale.t(AccountText::PasswordEnds)}</p>
                <Submit label=locale.t(AccountText::ChangePassword) pending=Signal::derive(move || call.is_pending()) />
            </form>
        </section>
    }
}

#[component]
fn ChangeEmail(returned: Option<ReturnedForm>) -> impl IntoView {
    let (locale, auth) = (use_locale(), use_auth());
    let node = NodeRef::<Input>::new();
    let typed = returned.as_ref().map(|returned| returned.typed("email"));
    let call = Submission::new(returned.and_then(|returned| returned.error));
    let error = call.error();
    focus_refused(error, &[("email", "email")]);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(input) = node.get_untracked() {
            call.start(change_email(input.value()), move |answer| match answer {
                Ok(()) => {
                    dom::load(paths::VERIFY);
                    None
                }
                Err(error) => Some(error).filter(|error| auth.should_show(error)),
            });
        }
    };
    view! {
        <section class="part" aria-labelledby="email-title">
            <h2 id="email-title">{locale.t(AccountText::EmailAddress)}</h2>
            <p>{move || auth.person().map(|person| person.email)}</p>
            <form id=form_fields::TYPED_FORM class="stack" method="post" action=paths::SECURITY novalidate=true on:submit=handler(submit)>
                <Alert error beside=&["email"] />
                <input type="hidden" name=form_fields::ACT value="email" />
                <Field
                    id="email"
                    name="email"
                    kind="email"
                    label=Text::NewEmail
                    autocomplete="email"
                    value=typed.unwrap_or_default()
                    error
                    node
                />
                <Submit label=locale.t(AccountText::ChangeEmail) pending=Signal::derive(move || call.is_pending()) />
            </form>
        </section>
    }
}

#[component]
fn DeleteAccount(returned: Option<ReturnedForm>) -> impl IntoView {
    let (locale, auth) = (use_locale(), use_auth());
    let call = Submission::new(returned.and_then(|returned| returned.error));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let deletion = async {
            delete_account().await?;
            sign_out().await
        };
        call.start(deletion, move |answer| match answer {
            Ok(()) => {
                auth.signed_out();
                None
            }
            Err(error) => Some(error).filter(|error| auth.should_show(error)),
        });
    };
    view! {
        <section class="part" aria-labelledby="delete-title">
            <h2 id="delete-title">{locale.t(AccountText::DeleteTitle)}</h2>
            <p>{locale.t(AccountText::DeleteLead)}</p>
            <form class="stack" method="post" action=paths::SECURITY on:submit=handler(submit)>
                <Alert error=call.error() />
                <input type="hidden" name=form_fields::ACT value="delete" />
                <button class="button secondary danger" aria-disabled=call.true_while_pending() aria-busy=call.true_while_pending()>
                    {locale.t(AccountText::DeleteAccount)}
                </button>
            </form>
        </section>
    }
}
