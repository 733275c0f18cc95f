//! The sign-in form.

use axum::{
    extract::{Request, State},
    response::{IntoResponse as _, Redirect, Response},
};
use http::{HeaderMap, header};

use super::{device, kept, read};
use crate::{
    input::{Password, SafeNext},
    rules::identity::Identity,
    services::Issued,
    views::page_state::FormFailure,
    web::{
        AppState, device_cookie,
        documents::{after_sign_in, next_of},
        render::refused_form,
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
    let device = device_cookie::of(&state, device(&parts.extensions), &parts.headers);
    match state.domain.sign_in(&email, &password, &device).await {
        Ok(issued) => {
            if let Some(refused) = kept::hand_in(&state, &parts, &issued, &typed).await {
                return with_cookies(&state, &issued, refused);
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
            let held = parts
                .extensions
                .get::<Identity>()
                .unwrap_or(&Identity::Anonymous);
            let replaced = state
                .domain
                .end_replaced_session(held, &issued.access.claims, &device)
                .await;
            let mut response = with_cookies(&state, &issued, Redirect::to(&to).into_response());
            response.headers_mut().extend(
                replaced.map(|session| (header::SET_COOKIE, state.cookies.mark_left(session))),
            );
            response
        }
        Err(error) => {
            let typed = typed
                .into_iter()
                .chain([("email".to_owned(), email)])
                .collect();
            refused_form(&state, parts, FormFailure { error, typed }).await
        }
    }
}

fn with_cookies(state: &AppState, issued: &Issued, mut response: Response) -> Response {
    let cookies = state
        .cookies
        .set(issued)
        .into_iter()
        .chain(device_cookie::set(state, issued));
    response
        .headers_mut()
        .extend(cookies.map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

/// Whether a person has sent this with a browser (Fetch Metadata §2.4) that has shown no cookie yet: it may be one that keeps none.
fn is_first_visit(headers: &HeaderMap) -> bool {
    !headers.contains_key(header::COOKIE)
        && headers
            .get("sec-fetch-user")
            .is_some_and(|user| user == "?1")
}
