//! The layout of the polled account pages.

use leptos::prelude::*;

use crate::{
    text::{AccountText, Text},
    views::{
        account::{AccountNav, confirm::ConfirmForm, polled::PolledResource},
        page_state::use_returned_form,
        part::Part,
        ui::{Alert, PageTitle},
        use_locale,
    },
};

/// The id of the page's title, which takes the focus when no better element exists.
pub const TITLE: &str = "account-title";

/// Renders the title, the introduction, and below them `content` once its data is loaded.
#[component]
pub fn AccountLayout(
    /// The path of this page.
    here: &'static str,
    title: Text,
    /// The introduction below the title.
    lead: String,
    /// The data.
    polled: PolledResource,
    /// What to say about the last action.
    #[prop(into)]
    announcement: Signal<Option<AccountText>>,
    content: Box<dyn FnOnce() -> Part + Send>,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <PageTitle text=title />
        <section class="page">
            <AccountNav here />
            <h1 id=TITLE tabindex="-1">
                {locale.t(title)}
            </h1>
            <p class="muted">{lead}</p>
            <ConfirmForm returned=use_returned_form() />
            <Transition fallback=move || view! { <p class="muted">{locale.t(Text::Loading)}</p> }>
                {polled.once_loaded(view! {
                    <Alert error=polled.failure() />
                    {content()}
                })}
            </Transition>
            <p class="done" role="status">
                {move || announcement.get().map(|text| locale.t(text))}
            </p>
        </section>
    }
}
