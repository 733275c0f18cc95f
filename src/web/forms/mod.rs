//! Plain forms, for browsers with script off. Each posts to its own page. The response is a 303, or the page with the
//! typed values and the reason.
//!
//! They are accepted only from pages of this origin (`Sec-Fetch-Site`, `Origin`), since they carry no `Authorization`
//! header.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::Request,
    response::{IntoResponse as _, Redirect, Response},
};
use http::request::Parts;
use zeroize::Zeroize as _;

use super::{
    AppState, ClientInfo, body, cookies::SetCookies, documents::redirect_with_next,
    facts::Facts as _, origin::is_same_origin, problem::page_or_problem, render::return_form,
};
use crate::{
    error::{AppError, Code},
    form_fields::{AUTHOR, CHOOSING, CURRENT_PASSWORD},
    input::{Password, SafeNext},
    paths,
    rules::identity::Identity,
    session::Claims,
    views::page_state::ReturnedForm,
};

mod accounts;
mod activity;
mod admin;
mod devices;
mod kept;
mod security;
mod sign_in;
mod sign_out;

pub use accounts::{forgot, not_me, reset, sign_up, verify};
pub use activity::activity;
pub use admin::admin;
pub use devices::devices;
pub use kept::{is_author, refused};
pub use security::{rename, security};
pub use sign_in::sign_in;
pub use sign_out::sign_out;

/// The fields of a form by name.
type Fields = BTreeMap<String, String>;

/// Carries out a form of buttons alone: leads back to its page, or shows it again with the error. Where an act needs a fresh proof, the
/// page asks for the password and sends the fields again.
async fn back_to(
    page: &str,
    state: &AppState,
    claims: &Claims,
    parts: Parts,
    mut fields: Fields,
    act: impl AsyncFnOnce(&Fields, &ClientInfo) -> Result<(), AppError>,
) -> Response {
    let client = parts.extensions.client();
    let proven = prove(state, claims, &mut fields, &client).await;
    let done = match proven {
        Ok(cookies) => act(&fields, &client).await.map(|()| cookies),
        Err(error) => Err(error),
    };
    match done {
        Ok(cookies) => (cookies, Redirect::to(page)).into_response(),
        Err(error) => {
            let typed = fields;
            return_form(state, parts, ReturnedForm::refused(error, typed)).await
        }
    }
}

/// Checks the password that a form brings along because its page has asked for it. Returns the cookies of the fresh token.
async fn prove(
    state: &AppState,
    claims: &Claims,
    fields: &mut Fields,
    client: &ClientInfo,
) -> Result<SetCookies, AppError> {
    let Some(password) = fields.remove(CURRENT_PASSWORD) else {
        return Ok(SetCookies::default());
    };
    let password = Password::new(password);
    let issued = state.domain.prove(claims, &password, client).await?;
    fields.remove("proving");
    Ok(SetCookies::from(state.cookies.set_access(&issued)))
}

/// Reads a form that requires a signed-in user. Returns the claims of the user, the request's head, and the fields.
///
/// # Errors
/// The response to a form that is not accepted: a redirect to the refresh endpoint or to the sign-in page, or the
/// error.
pub async fn read_signed_in(
    state: &AppState,
    request: Request,
) -> Result<(Arc<Claims>, Parts, BTreeMap<String, String>), Response> {
    let claims = match request.extensions().get::<Identity>() {
        Some(Identity::Verified(claims)) => Arc::clone(claims),
        // 307 keeps method and body: the browser posts the form to the refresh endpoint, and from there back to here.
        Some(Identity::Expired(_) | Identity::UnknownKey | Identity::Invalid) => {
            return Err(with_its_body(paths::REFRESH, request.uri().path()));
        }
        Some(Identity::Unconfirmed(_)) => {
            let error = AppError::retry_after(Code::Unavailable, 1);
            return Err(show_again(state, request, error).await);
        }
        // 307 keeps the body, so that the sign-in page can keep the typed text.
        _ if is_from_our_pages(state, &request) => {
            return Err(with_its_body(paths::LOGIN, request.uri().path()));
        }
        _ => return Err(redirect_with_next(paths::LOGIN, request.uri())),
    };
    let (parts, fields) = read(state, request).await?;
    Ok((claims, parts, fields))
}

/// Answers a form that could not be carried out, because of `error`: its page with what its author typed, to be sent
/// again. Shows nothing to another user than the author.
pub async fn show_again(state: &AppState, request: Request, error: AppError) -> Response {
    let identity = request.extensions().identity();
    match read(state, request).await {
        Ok((parts, mut fields)) => {
            let is_theirs = identity
                .authentic()
                .is_some_and(|claims| is_author(claims, fields.get(AUTHOR)));
            let mut typed = kept::take(&mut fields);
            if !is_theirs {
                typed.clear();
            }
            return_form(state, parts, ReturnedForm::refused(error, typed)).await
        }
        Err(refusal) => refusal,
    }
}

/// Redirects the form with its body to `base`, with `path` as `next`.
fn with_its_body(base: &str, path: &str) -> Response {
    let next = SafeNext::parse(path).map_or_else(|| base.to_owned(), |next| next.append_to(base));
    Redirect::temporary(&next).into_response()
}

/// Reads the fields of a form that a page of this origin sent. Of several fields of one name, the last counts.
///
/// A form that is too long is answered with its page and what was typed, except the password; so is a form whose author has chosen
/// another language or colour scheme.
pub(super) async fn read(
    state: &AppState,
    request: Request,
) -> Result<(Parts, BTreeMap<String, String>), Response> {
    if !is_from_our_pages(state, &request) {
        return Err(refuse(&Code::CrossOrigin.into(), &request));
    }
    if !body::is(request.headers(), "application/x-www-form-urlencoded") {
        return Err(refuse(&Code::UnsupportedMediaType.into(), &request));
    }
    let (parts, content) = request.into_parts();
    match body::read_up_to(content, body::FORM_LIMIT).await {
        Ok(bytes) => {
            let mut fields: Fields = form_urlencoded::parse(&bytes).into_owned().collect();
            let error = if bytes.len() > body::LIMIT {
                Some(Code::PayloadTooLarge.into())
            } else if fields.remove(CHOOSING).is_some() {
                None
            } else {
                return Ok((parts, fields));
            };
            for secret in ["password", CURRENT_PASSWORD] {
                fields.remove(secret).zeroize();
            }
            let identity = parts.extensions.identity();
            let is_anothers = |claims: &Arc<Claims>| !is_author(claims, fields.get(AUTHOR));
            if identity.authentic().is_some_and(is_anothers) {
                fields.clear();
            }
            let typed = fields;
            Err(return_form(state, parts, ReturnedForm { error, typed }).await)
        }
        Err(error) => Err(refuse(
            &error,
            &Request::from_parts(parts, axum::body::Body::empty()),
        )),
    }
}

pub(super) fn is_from_our_pages(state: &AppState, request: &Request) -> bool {
    is_same_origin(request.headers(), state.config.network.base_url.origin())
}

pub(super) fn refuse(error: &AppError, request: &Request) -> Response {
    page_or_problem(error, request.headers(), request.extensions().locale())
}
