//! The field for a new password, with what it must be, and a suggestion on request.

use leptos::{html::Input, prelude::*};

use super::texts::JoinText;
use crate::{
    api::suggest_passphrase,
    error::AppError,
    input::NEW_PASSWORD_MAX,
    text::Text,
    views::{
        page_state::use_page_state,
        submission::Submission,
        ui::{Field, dom, dynamic, handler},
        use_locale,
    },
};

/// The id of the field.
pub const NEW_PASSWORD: &str = "new-password";

/// By how many characters a password is longer than it must be that is called strong.
const STRONG: u32 = 8;

/// Renders the field.
#[component]
pub fn NewPassword(
    /// The text of the label.
    label: PasswordLabel,
    /// The form's error, whichever field it concerns.
    #[prop(into)]
    error: Signal<Option<AppError>>,
    /// A reference to the input, to read its value.
    node: NodeRef<Input>,
    /// The address of the account, for password managers, where the form has no field for it.
    #[prop(default = None)]
    username: Option<Signal<String>>,
) -> impl IntoView {
    let locale = use_locale();
    let least = use_page_state().password_min;
    let label = match label {
        PasswordLabel::First => Text::Password,
        PasswordLabel::Another => Text::NewPassword,
    };
    let suggested = RwSignal::new(None::<String>);
    let call = Submission::new(None);
    // A failure leaves the field as it is: whoever wants a suggestion presses again.
    let suggest = move |_| {
        call.start(suggest_passphrase(), move |answer| {
            if let Ok(phrase) = answer {
                dom::set_input(NEW_PASSWORD, &phrase);
                suggested.set(Some(phrase));
            }
            None
        });
    };
    let hint = locale
        .t(JoinText::PasswordHint)
        .replace("{n}", &least.to_string());
    let length = RwSignal::new(0);
    let count = move |_| {
        let typed = node.get_untracked().map(|input| input.value());
        length.set(u32::try_from(typed.unwrap_or_default().chars().count()).unwrap_or(u32::MAX));
    };
    // What only the server knows, such as how many people use it, it says when the form is sent.
    let strength = move || match length.get() {
        0 => String::new(),
        short if short < least => {
            let missing = (least - short).to_string();
            locale.t(JoinText::TooShortBy).replace("{n}", &missing)
        }
        long if long < least + STRONG => locale.t(JoinText::LongEnough).to_owned(),
        _ => locale.t(JoinText::Strong).to_owned(),
    };
    let rules = format!("minlength: {least}; maxlength: {NEW_PASSWORD_MAX};");
    let username = username.map(|email| {
        view! { <input class="visually-hidden" type="email" name="username" autocomplete="username" value=email readonly=true tabindex="-1" aria-hidden="true" /> }
    });
    view! {
        {username}
        <div class="field" on:input=handler(count)>
            <Field id=NEW_PASSWORD name="password" kind="password" label autocomplete="new-password" error node rules />
            <p class="hint">{hint} " " <span class="strength">{strength}</span></p>
            <button class="button quiet suggest" type="button" on:click=handler(suggest)>
                {locale.t(JoinText::Suggest)}
            </button>
            <p class="hint" aria-live="polite">
                {dynamic(move || suggested.get().map(|phrase| view! {
                    {locale.t(JoinText::Suggested)}
                    " "
                    <strong class="phrase">{phrase}</strong>
                }))}
            </p>
        </div>
    }
}

/// What the field is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordLabel {
    /// The first password of an account.
    First,
    /// Another one.
    Another,
}
