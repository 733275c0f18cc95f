//! Plain forms, for a browser with script off: each posts to its own page, is answered with a 303, or with the page again, what was
//! typed in it and the reason on it.
//!
//! They are served only to pages of this origin (`Sec-Fetch-Site`, `Origin`), for they carry no `Authorization` header.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::Request,
    response::{IntoResponse as _, Redirect, Response},
};
use http::request::Parts;
use zeroize::Zeroize as _;

use super::{
    AppState, body, documents::redirect_with_next, facts::Facts as _, origin::is_same_origin,
    problem::page_or_problem, render::refused_form,
};
use crate::{
    error::{AppError, Code},
    form_fields::AUTHOR,
    input::SafeNext,
    paths,
    rules::identity::Identity,
    session::Claims,
    views::page_state::FormFailure,
};

mod devices;
mod kept;
mod sign_in;
mod sign_out;

pub use devices::devices;
pub use kept::{KeptFields, is_by, refused};
pub use sign_in::sign_in;
pub use sign_out::sign_out;

/// Reads a form that only a user who is signed in may send: who that is, the request's head, and the fields.
///
/// # Errors
/// The answer to a form that is not served: on to the refresh endpoint or to the sign-in page and back, or the refusal.
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
        Some(Identity::Unconfirmed(claims)) => {
            let claims = Arc::clone(claims);
            return Err(unconfirmed(state, &claims, request).await);
        }
        // The sign-in page keeps what was typed.
        _ if is_from_our_pages(state, &request) => {
            return Err(with_its_body(paths::LOGIN, request.uri().path()));
        }
        _ => return Err(redirect_with_next(paths::LOGIN, request.uri())),
    };
    let (parts, fields) = read(state, request).await?;
    Ok((claims, parts, fields))
}

/// Answers where nobody knows yet whether the session was ended: the form's page with what its author typed, to be sent once more.
async fn unconfirmed(state: &AppState, claims: &Claims, request: Request) -> Response {
    match read(state, request).await {
        Ok((parts, mut fields)) => {
            let is_theirs = is_by(claims, fields.get(AUTHOR));
            let mut typed = kept::take(&mut fields);
            if !is_theirs {
                typed.clear();
            }
            let error = AppError::retry_after(Code::Unavailable, 1);
            refused_form(state, parts, FormFailure { error, typed }).await
        }
        Err(refusal) => refusal,
    }
}

/// Sends the form on to `base`, to come back to `path`.
fn with_its_body(base: &str, path: &str) -> Response {
    let next = SafeNext::parse(path).map_or_else(|| base.to_owned(), |next| next.append_to(base));
    Redirect::temporary(&next).into_response()
}

/// The fields of a form that one of our pages sent; of two of a name, the last. One that is too long comes back as its page, with what was
/// typed, except the password.
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
            let mut fields: BTreeMap<_, _> = form_urlencoded::parse(&bytes).into_owned().collect();
            if bytes.len() <= body::LIMIT {
                return Ok((parts, fields));
            }
            fields.remove("password").zeroize();
            Err(refused_form(
                state,
                parts,
                FormFailure {
                    error: Code::PayloadTooLarge.into(),
                    typed: fields,
                },
            )
            .await)
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
