//! Plain forms, for a browser with script off: each posts to its own page, is answered with a 303, or with the page again, what was
//! typed in it and the reason on it.
//!
//! They are served only to pages of this origin (`Sec-Fetch-Site`, `Origin`), for they carry no `Authorization` header.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, Uri, header, request::Parts};
use zeroize::Zeroize as _;

use super::{
    AppState, body, device_cookie,
    documents::{after_sign_in, next_of, to},
    identity::Device,
    origin::is_same_origin,
    problem::page_or_problem,
    render::refused_form,
};
use crate::{
    error::{AppError, Code},
    input::{Password, SafeNext},
    note, paths,
    rules::identity::Identity,
    services::Issued,
    session::Claims,
    text::Locale,
    views::seed::FormFailure,
};

/// `POST /login`.
pub async fn sign_in(State(state): State<AppState>, request: Request) -> Response {
    let (parts, mut fields) = match read(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let is_of_another_page = !fields.is_empty() && !fields.contains_key("email");
    let typed = typed_note(&mut fields);
    if is_of_another_page {
        return session_over(&state, parts, typed).await;
    }
    let email = fields.remove("email").unwrap_or_default();
    let password = Password::new(fields.remove("password").unwrap_or_default());
    let device = device_cookie::of(&state, device(&parts.extensions), &parts.headers);
    match state.domain.sign_in(&email, &password, &device).await {
        Ok(issued) => {
            if let Some(refused) = add_typed_note(&state, &parts, &issued, &typed).await {
                return with_cookies(&state, &issued, refused);
            }
            let next = next_of(&parts.uri).or_else(|| SafeNext::parse(paths::NOTES));
            let to = next.map_or_else(
                || paths::NOTES.to_owned(),
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

/// The answer to a form of another page that arrives at the sign-in page, for its session is over: a note that was typed waits there,
/// in hidden fields, until its author has signed in. Of anything else nothing is kept.
async fn session_over(state: &AppState, parts: Parts, typed: BTreeMap<String, String>) -> Response {
    if typed.is_empty() {
        let next = next_of(&parts.uri).map_or_else(
            || paths::LOGIN.to_owned(),
            |next| next.append_to(paths::LOGIN),
        );
        return Redirect::to(&next).into_response();
    }
    refused_form(
        state,
        parts,
        FormFailure {
            error: Code::TokenMissing.into(),
            typed,
        },
    )
    .await
}

/// Takes the note that was typed out of `fields`, with what belongs to it. Nothing where no text is.
fn typed_note(fields: &mut BTreeMap<String, String>) -> BTreeMap<String, String> {
    let names = [note::TEXT, note::AUTHOR, note::IDEMPOTENCY_KEY];
    let typed: BTreeMap<_, _> = names
        .into_iter()
        .filter_map(|name| fields.remove_entry(name))
        .collect();
    if typed
        .get(note::TEXT)
        .is_some_and(|text| !text.trim().is_empty())
    {
        typed
    } else {
        BTreeMap::new()
    }
}

/// Writes the note that has waited for its author. `Some` is the page of the notes, where it was refused.
async fn add_typed_note(
    state: &AppState,
    request: &Parts,
    issued: &Issued,
    typed: &BTreeMap<String, String>,
) -> Option<Response> {
    let claims = &issued.access.claims;
    let text = typed
        .get(note::TEXT)
        .filter(|_| is_by(claims, typed.get(note::AUTHOR)))?;
    let key = typed.get(note::IDEMPOTENCY_KEY).map(String::as_str);
    let error = state.domain.add_note(claims, text, key).await.err()?;
    let mut request = request.clone();
    request.uri = Uri::from_static(paths::NOTES);
    request
        .extensions
        .insert(Identity::Verified(Arc::new(claims.clone())));
    Some(refused_form(state, request, refused_note(error, typed.clone())).await)
}

/// A note that was refused. So was its key, maybe; then it is not offered again.
fn refused_note(error: AppError, mut typed: BTreeMap<String, String>) -> FormFailure {
    if error.code == Code::IdempotencyKeyReused || error.fields.contains_key(note::IDEMPOTENCY_KEY)
    {
        typed.remove(note::IDEMPOTENCY_KEY);
    }
    FormFailure { error, typed }
}

/// Whether a form that was made for `author` is for the person of `claims`.
fn is_by(claims: &Claims, author: Option<&String>) -> bool {
    author.is_none_or(|author| *author == claims.sub)
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

/// `POST /notes`: writes a note, or deletes the one that the field `delete` names.
pub async fn notes(State(state): State<AppState>, request: Request) -> Response {
    let (claims, parts, mut fields) = match read_signed_in(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    if !is_by(&claims, fields.get(note::AUTHOR)) {
        // Of what another person wrote nothing is shown.
        return refused_form(
            &state,
            parts,
            FormFailure {
                error: Code::OtherPerson.into(),
                typed: BTreeMap::new(),
            },
        )
        .await;
    }
    let text = fields.remove(note::TEXT).unwrap_or_default();
    let key = fields.remove(note::IDEMPOTENCY_KEY);
    let done = match fields.remove("delete") {
        Some(id) => state.domain.delete_note(&claims, &id).await,
        None => state
            .domain
            .add_note(&claims, &text, key.as_deref())
            .await
            .map(drop),
    };
    match done {
        Ok(()) => Redirect::to(paths::NOTES).into_response(),
        Err(error) => {
            let key = key.map(|key| (note::IDEMPOTENCY_KEY.to_owned(), key));
            let typed = [(note::TEXT.to_owned(), text)]
                .into_iter()
                .chain(key)
                .collect();
            refused_form(&state, parts, refused_note(error, typed)).await
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
        Err(error) => {
            refused_form(
                &state,
                parts,
                FormFailure {
                    error,
                    typed: BTreeMap::new(),
                },
            )
            .await
        }
    }
}

/// `POST /logout`: ends the session and takes the cookies back. Where the access token proves no session, 307 takes the form to the
/// endpoint that the refresh token goes to.
pub async fn sign_out(State(state): State<AppState>, request: Request) -> Response {
    if !is_from_our_pages(&state, &request) {
        return refuse(&Code::CrossOrigin.into(), &request);
    }
    let identity = request
        .extensions()
        .get::<Identity>()
        .cloned()
        .unwrap_or_default();
    let left = match state
        .domain
        .sign_out(&identity, &device(request.extensions()))
        .await
    {
        Ok(left) => left,
        Err(error) if error.code == Code::SignOutUnconfirmed => {
            return Redirect::temporary(paths::REVOKE).into_response();
        }
        Err(error) => return refuse(&error, &request),
    };
    let mut response = Redirect::to(paths::LOGIN).into_response();
    let cookies = state
        .cookies
        .clear()
        .into_iter()
        .chain(left.map(|session| state.cookies.mark_left(session)));
    response
        .headers_mut()
        .extend(cookies.map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

/// The fields of a form that only a person who is signed in may send, and who that is.
async fn read_signed_in(
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
        _ => return Err(to(paths::LOGIN, request.uri())),
    };
    let (parts, fields) = read(state, request).await?;
    Ok((claims, parts, fields))
}

/// The answer where nobody knows yet whether the session was ended: the form's page with what its author typed, to be sent once more.
async fn unconfirmed(state: &AppState, claims: &Claims, request: Request) -> Response {
    match read(state, request).await {
        Ok((parts, mut fields)) => {
            let is_theirs = is_by(claims, fields.get(note::AUTHOR));
            let mut typed = typed_note(&mut fields);
            if !is_theirs {
                typed.clear();
            }
            let error = AppError::retry_after(Code::Unavailable, 1);
            refused_form(state, parts, FormFailure { error, typed }).await
        }
        Err(refusal) => refusal,
    }
}

fn device(extensions: &http::Extensions) -> Device {
    extensions.get().cloned().unwrap_or_default()
}

/// Whether a person has sent this with a browser (Fetch Metadata §2.4) that has shown no cookie yet: it may be one that keeps none.
fn is_first_visit(headers: &HeaderMap) -> bool {
    !headers.contains_key(header::COOKIE)
        && headers
            .get("sec-fetch-user")
            .is_some_and(|user| user == "?1")
}

/// Sends the form on to `base`, to come back to `path`.
fn with_its_body(base: &str, path: &str) -> Response {
    let next = SafeNext::parse(path).map_or_else(|| base.to_owned(), |next| next.append_to(base));
    Redirect::temporary(&next).into_response()
}

/// The fields of a form that one of our pages sent; of two of a name, the last. One that is too long comes back as its page, with what was
/// typed, except the password.
async fn read(
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

fn is_from_our_pages(state: &AppState, request: &Request) -> bool {
    is_same_origin(request.headers(), state.config.network.base_url.origin())
}

fn refuse(error: &AppError, request: &Request) -> Response {
    page_or_problem(
        error,
        request.headers(),
        request
            .extensions()
            .get::<Locale>()
            .copied()
            .unwrap_or_default(),
    )
}
