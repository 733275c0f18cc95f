//! The field for the digits of a one-time code.

use leptos::{html::Input, prelude::*};

use super::texts::JoinText;
use crate::{
    error::AppError,
    views::{
        ui::{FieldError, described_if_refused, refused, true_if_refused},
        use_locale,
    },
};

/// The id of the field.
pub const CODE: &str = "code";

/// Renders the field. Phones offer the code of a mail or message that has just arrived.
#[component]
pub fn CodeField(
    /// The form's error, whichever field it concerns.
    error: Signal<Option<AppError>>,
    /// A reference to the input, to read its value.
    node: NodeRef<Input>,
    /// The initial value.
    value: String,
) -> impl IntoView {
    let locale = use_locale();
    let code = refused(error, "code");
    view! {
        <div class="field">
            <label for=CODE>{locale.t(JoinText::VerifyCode)}</label>
            <input
                node_ref=node
                id=CODE
                name="code"
                class="code"
                type="text"
                inputmode="numeric"
                autocomplete="one-time-code"
                maxlength="16"
                value=value
                autofocus=true
                aria-invalid=true_if_refused(code)
                aria-describedby=described_if_refused(code, "code".to_owned())
            />
            <FieldError id=CODE name="code" code />
        </div>
    }
}
