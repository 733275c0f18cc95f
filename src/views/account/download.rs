//! Taking one's data along.

use http::Method;
use leptos::{ev::MouseEvent, prelude::*};

use crate::views::ui::{Alert, dom};
use crate::{
    error::{AppError, Code},
    interceptor, paths,
    text::Text,
    views::{auth::use_auth, submission::Submission, use_locale},
};

/// What the file is called.
const FILE: &str = "latchkey.json";

/// A link to everything that the account holds. With script the call goes through the interceptor, so that an old page can still
/// follow it.
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
            <a href=paths::DATA download=FILE rel="external" on:click=take>
                {locale.t(Text::Download)}
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
