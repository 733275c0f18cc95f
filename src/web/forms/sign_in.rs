//! The sign-in form.

use axum::{
    extract::{Request, State},
    response::{Redirect, Response},
};
use http::{HeaderMap, header};

use super::{kept, read};
use crate::{
    input::{Password, SafeNext},
    services::Issued,
    views::page_state::ReturnedForm,
    web::{
        AppState,
        cookies::SetCookies,
        device_binding, device_cookie,
        documents::{after_sign_in, next_of},
        facts::Facts as _,
        render::return_form,
    },
};

/// `POST /login`.
pub async fn sign_in(State(state): State<AppState>, request: Request) -> Response {
    let (parts, mut fields) = match read(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let is_of_another_page = !fields.is_empty() && !fields.contains_key("email");
    let typed = kept::take(&mut fields);
    if is_of_another_page {
        return kept::wait(&state, parts, typed).await;
    }
    let email = fields.remove("email").unwrap_or_default();
    let password = Password::new(fields.remove("password").unwrap_or_default());
    let client = device_cookie::of(&state, parts.extensions.client(), &parts.headers);
    match state.domain.sign_in(&email, &password, &client).await {
        Ok(issued) => {
            if let Some(refused) = kept::hand_in(&state, &parts, &issued, &typed).await {
                let answer = (cookies(&state, &issued), refused);
                return device_binding::offering(&state, &issued, answer);
            }
            let next = next_of(&parts.uri).or_else(|| SafeNext::parse(state.start));
            let to = next.map_or_else(
                || state.start.to_owned(),
                |next| {
                    if is_first_visit(&parts.headers) {
                        after_sign_in(&next)
                    } else {
                        next.as_str().to_owned()
                    }
                },
            );
            let held = parts.extensions.identity();
            let replaced = state
                .domain
                .end_replaced_session(&held, &issued.access.claims, &client)
                .await;
            let cookies = cookies(&state, &issued)
                .and(replaced.map(|session| state.cookies.mark_left(session)));
            device_binding::offering(&state, &issued, (cookies, Redirect::to(&to)))
        }
        Err(error) => {
            let typed = typed
                .into_iter()
                .chain([("email".to_owned(), email)])
                .collect();
            return_form(&state, parts, ReturnedForm::refused(error, typed)).await
        }
    }
}

/// Returns the cookies of a sign-in.
fn cookies(state: &AppState, issued: &Issued) -> SetCookies {
    SetCookies::from(state.cookies.set(issued)).and(device_cookie::set(state, issued))
}

/// Returns whether a user sent this from a browser (Fetch Metadata §2.4) that has shown no cookie yet. Such a
/// browser may store none.
fn is_first_visit(headers: &HeaderMap) -> bool {
    !headers.contains_key(header::COOKIE)
        && headers
            .get("sec-fetch-user")
            .is_some_and(|user| user == "?1")
}
