//! The download of the account's data.

use http::Method;
use leptos::{ev::MouseEvent, prelude::*};

use crate::views::ui::{Alert, dom, handler};
use crate::{
    error::{AppError, Code},
    interceptor, paths,
    text::AccountText,
    views::{auth::use_auth, submission::Submission, use_locale},
};

/// The name of the file.
const FILE: &str = "latchkey.json";

/// Renders a link to the export of all data of the account. With script, the request goes through the interceptor, so
/// that it works on a page whose access token has expired.
#[component]
pub fn Download() -> impl IntoView {
    let locale = use_locale();
    let auth = use_auth();
    let call = Submission::new(None);
    let take = move |event: MouseEvent| {
        event.prevent_default();
        call.start(data(), move |answer| match answer {
            Ok(json) => {
                dom::save(FILE, &json);
                None
            }
            Err(error) => Some(error).filter(|error| auth.should_show(error)),
        });
    };
    view! {
        <p>
            <a href=paths::DATA download=FILE rel="external" on:click=handler(take)>
                {locale.t(AccountText::Download)}
            </a>
        </p>
        <Alert error=call.error() />
    }
}

async fn data() -> Result<String, AppError> {
    let answer = interceptor::fetch(Method::GET, paths::DATA, None).await?;
    match answer.status {
        200 => Ok(answer.body),
        401 => Err(Code::SessionRevoked.into()),
        _ => Err(Code::Unavailable.into()),
    }
}
