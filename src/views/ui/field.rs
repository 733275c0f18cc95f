//! A labelled input and what was wrong with it.

use leptos::{html::Input, prelude::*};

use crate::{
    error::{AppError, FieldCode},
    text::Text,
    views::use_locale,
};

/// An uncontrolled text input: what is typed before hydration stays, and a refusal clears nothing.
#[component]
pub fn Field(
    /// The element's id, and the beginning of its error's.
    id: &'static str,
    /// The form field's name.
    name: &'static str,
    /// The `type` of the input.
    kind: &'static str,
    /// What it asks for.
    label: Text,
    /// The autofill hint (HTML §4.10.18.7).
    autocomplete: &'static str,
    /// What stands in it at first.
    #[prop(optional)]
    value: Option<String>,
    /// Whether the focus starts here.
    #[prop(optional)]
    autofocus: bool,
    /// The form's error, whichever field it is about.
    #[prop(into)]
    error: Signal<Option<AppError>>,
    /// The way to what was typed.
    node: NodeRef<Input>,
) -> impl IntoView {
    let locale = use_locale();
    let code = refused(error, name);
    view! {
        <div class="field">
            <label for=id>{locale.t(label)}</label>
            <input
                node_ref=node
                id=id
                name=name
                type=kind
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                value=value
                autofocus=autofocus
                aria-invalid=move || code.get().map(|_| "true")
                aria-describedby=move || code.get().map(|_| format!("{id}-error"))
            />
            <FieldError id code />
        </div>
    }
}

/// What was wrong with the input `id`, below it.
#[component]
pub fn FieldError(
    /// The input's id.
    id: &'static str,
    /// Why it was refused, if it was.
    code: Memo<Option<FieldCode>>,
) -> impl IntoView {
    let locale = use_locale();
    move || {
        code.get().map(|code| {
            view! {
                <p class="field-error" id=format!("{id}-error") data-error-code=code.as_str()>
                    {locale.t(code.text())}
                </p>
            }
        })
    }
}

/// Why the field `name` was refused, if `error` is about it.
pub fn refused(error: Signal<Option<AppError>>, name: &'static str) -> Memo<Option<FieldCode>> {
    Memo::new(move |_| {
        error.with(|error| {
            error
                .as_ref()
                .and_then(|error| error.fields.get(name).copied())
        })
    })
}
