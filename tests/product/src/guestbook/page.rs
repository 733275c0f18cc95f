//! The page, and the server functions that it calls.

use latchkey::{
    error::AppError,
    interceptor::{AuthClient, AuthProtocol},
    json::Json,
    views::{
        auth::use_auth,
        submission::{Submission, while_shown},
        ui::{Alert, PageTitle, Submit},
        use_locale,
    },
};
use leptos::{ev::SubmitEvent, html::Input, prelude::*};

use super::{Entry, GuestbookText};

/// The signed-in user's entries.
///
/// # Errors
/// The token codes; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "list_entries", client = AuthClient, protocol = AuthProtocol)]
pub async fn list_entries() -> Result<Vec<Entry>, AppError> {
    let user = latchkey::api::signed_in()?;
    user.answer(super::server::entries(user.domain(), user.claims()).await)
}

/// Writes an entry.
///
/// # Errors
/// The token codes; `invalid_input` for `words`; `rate_limited`; `unavailable`.
#[server(prefix = "/api/fn", endpoint = "sign_guestbook", client = AuthClient, protocol = AuthProtocol)]
pub async fn sign_guestbook(words: String) -> Result<Entry, AppError> {
    let user = latchkey::api::signed_in()?;
    user.answer(super::server::sign(user.domain(), user.claims(), &words).await)
}

/// The guest book.
#[component]
pub fn GuestbookPage() -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let words = NodeRef::<Input>::new();
    let call = Submission::new(None);
    let signed = RwSignal::new(0_u32);
    let entries = Resource::<_, Json>::new_with_options(
        move || (auth.person().map(|person| person.session_id), signed.get()),
        |_| {
            let entries = while_shown(list_entries());
            async move { entries.await.unwrap_or_else(|| Ok(Vec::new())) }
        },
        false,
    );
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = words.get_untracked() else {
            return;
        };
        call.start(sign_guestbook(field.value()), move |answer| {
            let error = answer.err();
            if error.is_none() {
                field.set_value("");
                signed.update(|times| *times += 1);
            }
            error
        });
    };
    view! {
        <PageTitle text=GuestbookText::Title />
        <section class="page">
            <h1>{locale.t(GuestbookText::Title)}</h1>
            <form class="stack" method="post" on:submit=submit>
                <Alert error=call.error() />
                <div class="field">
                    <label for="words">{locale.t(GuestbookText::YourWords)}</label>
                    <input node_ref=words id="words" name="words" />
                </div>
                <Submit
                    label=locale.t(GuestbookText::Sign)
                    pending=Signal::derive(move || call.is_pending())
                />
            </form>
            <Transition>
                <ul>
                    {move || Suspend::new(async move {
                        let entries = entries.await.unwrap_or_default();
                        entries.into_iter().map(|entry| view! { <li>{entry.words}</li> }).collect::<Vec<_>>()
                    })}
                </ul>
            </Transition>
        </section>
    }
}
