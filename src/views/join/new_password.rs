//! The field for a new password, with what it must be.

use leptos::{html::Input, prelude::*};

use super::texts::JoinText;
use crate::{
    error::AppError,
    text::Text,
    views::{page_state::use_page_state, ui::Field, use_locale},
};

/// The id of the field.
pub const NEW_PASSWORD: &str = "new-password";

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
) -> impl IntoView {
    let locale = use_locale();
    let least = use_page_state().password_min;
    let label = match label {
        PasswordLabel::First => Text::Password,
        PasswordLabel::Another => Text::NewPassword,
    };
    let hint = locale
        .t(JoinText::PasswordHint)
        .replace("{n}", &least.to_string());
    view! {
        <div class="field">
            <Field id=NEW_PASSWORD name="password" kind="password" label autocomplete="new-password" error node />
            <p class="hint">{hint}</p>
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
