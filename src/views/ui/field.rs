//! A labelled input and its validation error.

use leptos::{
    attr::custom::custom_attribute,
    ev::{KeyboardEvent, MouseEvent},
    html::Input,
    prelude::*,
};

use super::{dom, dynamic, effect, handler};
use crate::{
    error::{AppError, FieldCode},
    text::Text,
    views::use_locale,
};

/// Renders an uncontrolled text input. Text typed before hydration is kept, and a rejected submission clears nothing.
#[component]
pub fn Field(
    /// The element's id, and the prefix of its error's id.
    id: &'static str,
    /// The form field's name.
    name: &'static str,
    /// The `type` of the input.
    kind: &'static str,
    /// The text of the label.
    label: Text,
    /// The autofill hint (HTML §4.10.18.7).
    autocomplete: &'static str,
    /// The initial value.
    #[prop(optional)]
    value: Option<String>,
    /// Whether the input has the initial focus.
    #[prop(optional)]
    autofocus: bool,
    /// The form's error, whichever field it concerns.
    #[prop(into)]
    error: Signal<Option<AppError>>,
    /// A reference to the input, to read its value.
    node: NodeRef<Input>,
    /// What a password manager may generate for it (`passwordrules`).
    #[prop(optional)]
    rules: Option<String>,
) -> impl IntoView {
    let locale = use_locale();
    let code = refused(error, name);
    let is_secret = kind == "password";
    let (is_shown, has_caps_lock) = (RwSignal::new(false), RwSignal::new(false));
    if !is_secret {
        effect(move || dom::fill_typed(id));
    }
    let watch = move |event: KeyboardEvent| {
        if is_secret {
            has_caps_lock.set(event.get_modifier_state("CapsLock"));
        }
    };
    view! {
        <div class="field">
            <label for=id>{locale.t(label)}</label>
            <input
                {..custom_attribute("passwordrules", rules)}
                node_ref=node
                id=id
                name=name
                type=move || if is_shown.get() { "text" } else { kind }
                on:keyup=handler(watch)
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                value=value
                autofocus=autofocus
                aria-invalid=true_if_refused(code)
                aria-describedby=described_if_refused(code, id.to_owned())
            />
            <FieldError id name code />
            {dynamic(move || has_caps_lock.get().then(|| view! { <p class="hint" role="status">{locale.t(Text::CapsLock)}</p> }))}
            {is_secret.then(|| view! { <Reveal id is_shown /> })}
        </div>
    }
}

/// Renders the button that shows what is typed into the secret field `id`. Its name does not have the field's, by which users
/// and tests find the field.
#[component]
fn Reveal(id: &'static str, is_shown: RwSignal<bool>) -> impl IntoView {
    let locale = use_locale();
    view! {
        <button
            class="button quiet reveal"
            type="button"
            aria-controls=id
            aria-pressed=move || is_shown.get().to_string()
            on:click=handler(move |_: MouseEvent| is_shown.update(|is_shown| *is_shown = !*is_shown))
        >
            {move || locale.t(if is_shown.get() { Text::Hide } else { Text::Show })}
        </button>
    }
}

/// Renders the validation error of the input `id`, below it.
#[component]
pub fn FieldError(
    /// The input's id.
    #[prop(into)]
    id: String,
    /// The form field's name.
    name: &'static str,
    /// Why the value was rejected, if it was.
    code: Memo<Option<FieldCode>>,
) -> impl IntoView {
    let locale = use_locale();
    dynamic(move || {
        code.get().map(|code| {
            view! {
                <p class="field-error" id=format!("{id}-error") data-error-code=code.as_str()>
                    {locale.t(code.text_for(name))}
                </p>
            }
        })
    })
}

/// Returns why the field `name` was rejected, if `error` concerns it.
pub fn refused(error: Signal<Option<AppError>>, name: &'static str) -> Memo<Option<FieldCode>> {
    Memo::new(move |_| {
        error.with(|error| {
            error
                .as_ref()
                .and_then(|error| error.fields.get(name).copied())
        })
    })
}

/// Returns "true" for a rejected field, for `aria-invalid`. A type of its own, which the browser downloads once for all fields.
pub fn true_if_refused(
    code: Memo<Option<FieldCode>>,
) -> impl Fn() -> Option<&'static str> + Copy + Send + 'static {
    move || code.get().map(|_| "true")
}

/// Returns the id of the [`FieldError`] of the field `id` while it is rejected, for `aria-describedby`. See [`true_if_refused`].
pub fn described_if_refused(
    code: Memo<Option<FieldCode>>,
    id: String,
) -> impl Fn() -> Option<String> + Send + 'static {
    move || code.get().map(|_| [&id, "-error"].concat())
}

/// Moves the focus to the first rejected field once an answer has come. `fields` are the names and ids of the inputs. Where the document
/// itself came with an error, the browser decides the focus.
pub fn focus_refused(
    error: Signal<Option<AppError>>,
    fields: &'static [(&'static str, &'static str)],
) {
    let mut is_answer = false;
    effect(move || {
        let refused = error.get().map(|error| error.fields).unwrap_or_default();
        let first = fields.iter().find(|(name, _)| refused.contains_key(*name));
        if let Some((_, id)) = first.filter(|_| is_answer) {
            dom::focus(id);
        }
        is_answer = true;
    });
}
