//! Plain forms, for a browser with script off: each posts to its own page, is answered with a 303, or with the page again, what was
//! typed in it and the reason on it.
//!
//! They are served only to pages of this origin (`Sec-Fetch-Site`, `Origin`), for they carry no `Authorization` header.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, header, request::Parts};

use super::{
    AppState, body, device_cookie,
    documents::{after_sign_in, next_of, to},
    identity::Device,
    origin::is_same_origin,
    problem::page_or_problem,
    render::refused_form,
};
use crate::{
    app::seed::FormFailure,
    auth::identity::Identity,
    error::{AppError, Code},
    input::{Password, SafeNext},
    note::IDEMPOTENCY_KEY,
    paths,
    session::Claims,
    text::Locale,
};

/// `POST /login`.
pub async fn sign_in(State(state): State<AppState>, request: Request) -> Response {
    let (parts, mut fields) = match read(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let email = fields.remove("email").unwrap_or_default();
    let password = Password::new(fields.remove("password").unwrap_or_default());
    let device = device_cookie::of(&state, device(&parts.extensions), &parts.headers);
    match state.domain.sign_in(&email, &password, &device).await {
        Ok(issued) => {
            let next = next_of(&parts.uri).or_else(|| SafeNext::parse(paths::NOTES));
            let to = next.map_or_else(
                || paths::NOTES.to_owned(),
                |next| if is_first_visit(&parts.headers) { after_sign_in(&next) } else { next.as_str().to_owned() },
            );
            let mut response = Redirect::to(&to).into_response();
            let cookies = state.cookies.set(&issued).into_iter().chain(device_cookie::set(&state, &issued));
            response.headers_mut().extend(cookies.map(|cookie| (header::SET_COOKIE, cookie)));
            response
        }
        Err(error) => refused_form(&state, parts, FormFailure { error, typed: BTreeMap::from([("email".to_owned(), email)]) }).await,
    }
}

/// `POST /notes`: writes a note, or deletes the one that the field `delete` names.
pub async fn notes(State(state): State<AppState>, request: Request) -> Response {
    let (claims, parts, mut fields) = match read_signed_in(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let text = fields.remove("text").unwrap_or_default();
    let key = fields.remove(IDEMPOTENCY_KEY);
    let done = match fields.remove("delete") {
        Some(id) => state.domain.delete_note(&claims, &id).await,
        None => state.domain.add_note(&claims, &text, key.as_deref()).await.map(drop),
    };
    match done {
        Ok(()) => Redirect::to(paths::NOTES).into_response(),
        Err(error) => {
            // A key that was refused is not offered again.
            let spent = error.code == Code::IdempotencyKeyReused || error.fields.contains_key(IDEMPOTENCY_KEY);
            let key = key.filter(|_| !spent).map(|key| (IDEMPOTENCY_KEY.to_owned(), key));
            let typed = [("text".to_owned(), text)].into_iter().chain(key).collect();
            refused_form(&state, parts, FormFailure { error, typed }).await
        }
    }
}

/// `POST /account/sessions`: ends the session that the field `end` names or, with the field `others`, all but this one.
pub async fn devices(State(state): State<AppState>, request: Request) -> Response {
    let (claims, parts, mut fields) = match read_signed_in(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let device = device(&parts.extensions);
    let done = match (fields.remove("end"), fields.remove("others")) {
        (Some(id), _) => state.domain.end_session(&claims, &id, &device).await,
        (None, Some(_)) => state.domain.end_other_sessions(&claims, &device).await,
        (None, None) => Err(Code::Malformed.into()),
    };
    match done {
        Ok(()) => Redirect::to(paths::DEVICES).into_response(),
        Err(error) => refused_form(&state, parts, FormFailure { error, typed: BTreeMap::new() }).await,
    }
}

/// `POST /logout`: ends the session and takes the cookies back.
pub async fn sign_out(State(state): State<AppState>, request: Request) -> Response {
    if !is_from_our_pages(&state, &request) {
        return refuse(&Code::CrossOrigin.into(), &request);
    }
    let identity = request.extensions().get::<Identity>().cloned().unwrap_or_default();
    if let Err(error) = state.domain.sign_out(&identity, &device(request.extensions())).await {
        return refuse(&error, &request);
    }
    let mut response = Redirect::to(paths::LOGIN).into_response();
    response.headers_mut().extend(state.cookies.clear().map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

/// The fields of a form that only a person who is signed in may send, and who that is.
async fn read_signed_in(state: &AppState, request: Request) -> Result<(Arc<Claims>, Parts, BTreeMap<String, String>), Response> {
    let claims = match request.extensions().get::<Identity>() {
        Some(Identity::Verified(claims)) => Arc::clone(claims),
        // 307 keeps method and body: the browser posts the form to the refresh endpoint, and from there back to here.
        Some(Identity::Expired(_) | Identity::UnknownKey) => return Err(again_after_refresh(request.uri().path())),
        Some(Identity::Unconfirmed(_)) => return Err(refuse(&AppError::retry_after(Code::Unavailable, 1), &request)),
        _ => return Err(to(paths::LOGIN, request.uri())),
    };
    let (parts, fields) = read(state, request).await?;
    Ok((claims, parts, fields))
}

fn device(extensions: &http::Extensions) -> Device {
    extensions.get().cloned().unwrap_or_default()
}

/// Whether a person has sent this with a browser (Fetch Metadata §2.4) that has shown no cookie yet: it may be one that keeps none.
fn is_first_visit(headers: &HeaderMap) -> bool {
    !headers.contains_key(header::COOKIE) && headers.get("sec-fetch-user").is_some_and(|user| user == "?1")
}

fn again_after_refresh(path: &str) -> Response {
    let next = SafeNext::parse(path).map_or_else(|| paths::REFRESH.to_owned(), |next| next.append_to(paths::REFRESH));
    Redirect::temporary(&next).into_response()
}

/// The fields of a form that one of our pages sent; of two of a name, the last.
async fn read(state: &AppState, request: Request) -> Result<(Parts, BTreeMap<String, String>), Response> {
    if !is_from_our_pages(state, &request) {
        return Err(refuse(&Code::CrossOrigin.into(), &request));
    }
    if !body::is(request.headers(), "application/x-www-form-urlencoded") {
        return Err(refuse(&Code::UnsupportedMediaType.into(), &request));
    }
    let (parts, content) = request.into_parts();
    match body::read(content).await {
        Ok(bytes) => Ok((parts, form_urlencoded::parse(&bytes).into_owned().collect())),
        Err(error) => Err(refuse(&error, &Request::from_parts(parts, axum::body::Body::empty()))),
    }
}

fn is_from_our_pages(state: &AppState, request: &Request) -> bool {
    is_same_origin(request.headers(), state.config.network.base_url.origin())
}

fn refuse(error: &AppError, request: &Request) -> Response {
    page_or_problem(error, request.headers(), request.extensions().get::<Locale>().copied().unwrap_or_default())
}
