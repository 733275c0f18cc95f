//! The forms of the pages of people who have no session: creating an account, proving its address, a forgotten password.

use axum::{
    extract::{Request, State},
    response::{IntoResponse as _, Redirect, Response},
};
use http::request::Parts;

use super::{Fields, read};
use crate::{
    error::AppError,
    form_fields::{ACT, RESEND},
    input::Password,
    paths,
    services::{Asked, Issued, NewAccount, Presented},
    views::page_state::ReturnedForm,
    web::{
        AppState, asker_cookie, cookies::SetCookies, device_binding, device_cookie,
        facts::Facts as _, flash, render::return_form,
    },
};

/// `POST /signup`.
pub async fn sign_up(State(state): State<AppState>, request: Request) -> Response {
    let (parts, fields, password) = match read_with_password(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let account = NewAccount {
        name: field(&fields, "name"),
        email: field(&fields, "email"),
        password: &password,
    };
    let client = parts.extensions.client();
    let asked = state.domain.sign_up(account, &client).await;
    on_its_way(&state, parts, fields, asked, paths::VERIFY).await
}

/// `POST /forgot`.
pub async fn forgot(State(state): State<AppState>, request: Request) -> Response {
    let (parts, fields) = match read(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let client = parts.extensions.client();
    let email = field(&fields, "email");
    let asked = state.domain.ask_for_reset(email, &client).await;
    on_its_way(&state, parts, fields, asked, paths::RESET).await
}

/// `POST /verify`.
pub async fn verify(State(state): State<AppState>, request: Request) -> Response {
    let (parts, fields) = match read(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    if is_resend(&fields) {
        return resend(&state, parts, fields, paths::VERIFY).await;
    }
    let client = device_cookie::of(&state, parts.extensions.client(), &parts.headers);
    let joined = match presented(&fields) {
        Ok(presented) => state.domain.verify_email(presented, &client).await,
        Err(error) => Err(error),
    };
    match joined {
        Ok(joined) => {
            let next = match joined.has_password {
                true => state.start,
                false => paths::SECURITY,
            };
            let held = parts.extensions.identity();
            let claims = &joined.issued.access.claims;
            let replaced = state
                .domain
                .end_replaced_session(&held, claims, &client)
                .await;
            let left = replaced.map(|session| state.cookies.mark_left(session));
            let left = SetCookies::from(left);
            (left, signed_in(&state, &joined.issued, next)).into_response()
        }
        Err(error) => refused(&state, parts, fields, error).await,
    }
}

/// `POST /reset`.
pub async fn reset(State(state): State<AppState>, request: Request) -> Response {
    let (parts, fields, password) = match read_with_password(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    if is_resend(&fields) {
        return resend(&state, parts, fields, paths::RESET).await;
    }
    let client = device_cookie::of(&state, parts.extensions.client(), &parts.headers);
    let done = async {
        let account = state
            .domain
            .reset_password(presented(&fields)?, &password, &client)
            .await?;
        state.domain.sign_in_proven(&account, &client).await
    };
    match done.await {
        Ok(issued) => signed_in(&state, &issued, state.start),
        Err(error) => refused(&state, parts, fields, error).await,
    }
}

/// `POST /not-me`: ends every session of an account whose owner did not do what a notice tells, and asks for a reset.
pub async fn not_me(State(state): State<AppState>, request: Request) -> Response {
    let (parts, fields) = match read(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let client = parts.extensions.client();
    let token = field(&fields, "token");
    let asked = state.domain.was_not_me(token, &client).await;
    on_its_way(&state, parts, fields, asked, paths::RESET).await
}

async fn read_with_password(
    state: &AppState,
    request: Request,
) -> Result<(Parts, Fields, Password), Response> {
    let (parts, mut fields) = read(state, request).await?;
    let password = Password::new(fields.remove("password").unwrap_or_default());
    Ok((parts, fields, password))
}

fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).map(String::as_str).unwrap_or_default()
}

fn presented(fields: &Fields) -> Result<Presented<'_>, AppError> {
    Presented::by_form(field(fields, "code"), field(fields, "token"))
}

/// Returns whether the form asks for another code instead of bringing one.
fn is_resend(fields: &Fields) -> bool {
    field(fields, ACT) == RESEND
}

/// Sends another code, and leads back to the page that takes it.
async fn resend(state: &AppState, parts: Parts, fields: Fields, page: &str) -> Response {
    match state.domain.resend_code(&parts.extensions.client()).await {
        Ok(asked) => {
            let cookie = SetCookies::from(asker_cookie::set(state, &asked));
            (cookie, flash::redirect(state, page, RESEND)).into_response()
        }
        Err(error) => refused(state, parts, fields, error).await,
    }
}

/// Leads to the page that takes the code.
async fn on_its_way(
    state: &AppState,
    parts: Parts,
    fields: Fields,
    asked: Result<Asked, AppError>,
    next: &str,
) -> Response {
    match asked {
        Ok(asked) => {
            let cookie = SetCookies::from(asker_cookie::set(state, &asked));
            (cookie, Redirect::to(next)).into_response()
        }
        Err(error) => refused(state, parts, fields, error).await,
    }
}

fn signed_in(state: &AppState, issued: &Issued, next: &str) -> Response {
    let cookies = SetCookies::from(state.cookies.set(issued))
        .and(device_cookie::set(state, issued))
        .and(asker_cookie::taken(state));
    device_binding::offering(state, issued, (cookies, Redirect::to(next)))
}

async fn refused(state: &AppState, parts: Parts, typed: Fields, error: AppError) -> Response {
    return_form(state, parts, ReturnedForm::refused(error, typed)).await
}
