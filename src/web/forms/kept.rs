//! Keeps the text of a form whose session was over when it was sent: in hidden fields of the sign-in page, until its
//! author has signed in, and then submits it.

use std::{collections::BTreeMap, sync::Arc};

use axum::response::{IntoResponse as _, Redirect, Response};
use http::{Uri, request::Parts};

use crate::{
    error::{AppError, Code},
    form_fields::{AUTHOR, IDEMPOTENCY_KEY, KEPT, KeptFields, TEXT},
    paths,
    rules::identity::Identity,
    services::Issued,
    session::Claims,
    views::page_state::ReturnedForm,
    web::{AppState, documents::next_of, feature::KeptForm, render::return_form},
};

/// Answers a form of another page that was redirected to the sign-in page, because its session is over. Keeps only a
/// form that contains a text.
pub async fn wait(state: &AppState, parts: Parts, kept: KeptFields) -> Response {
    if kept.is_empty() {
        let next = next_of(&parts.uri).map_or_else(
            || paths::LOGIN.to_owned(),
            |next| next.append_to(paths::LOGIN),
        );
        return Redirect::to(&next).into_response();
    }
    let returned = ReturnedForm::refused(Code::TokenMissing.into(), kept);
    return_form(state, parts, returned).await
}

/// Removes the typed text and the fields that belong to it from `fields`. Returns nothing if there is no text.
pub fn take(fields: &mut BTreeMap<String, String>) -> KeptFields {
    let kept: KeptFields = KEPT
        .into_iter()
        .filter_map(|name| fields.remove_entry(name))
        .collect();
    if kept.get(TEXT).is_some_and(|text| !text.trim().is_empty()) {
        kept
    } else {
        KeptFields::new()
    }
}

/// Submits the kept text. Returns the page of the form if the text is refused.
pub async fn hand_in(
    state: &AppState,
    request: &Parts,
    issued: &Issued,
    kept: &KeptFields,
) -> Option<Response> {
    let claims = &issued.access.claims;
    if kept.is_empty() || !is_author(claims, kept.get(AUTHOR)) {
        return None;
    }
    let form = form_of(state, request)?;
    let error = (form.hand_in)(&state.domain, claims, kept).await.err()?;
    let mut request = request.clone();
    request.uri = Uri::from_static(form.page);
    request
        .extensions
        .insert(Identity::Verified(Arc::new(claims.clone())));
    Some(return_form(state, request, refused(error, kept.clone())).await)
}

/// Returns the form on the page that the sign-in leads to, else the first form.
fn form_of<'a>(state: &'a AppState, request: &Parts) -> Option<&'a KeptForm> {
    let next = next_of(&request.uri);
    let leads_there = |form: &&KeptForm| {
        next.as_ref()
            .is_some_and(|next| next.as_str().split(['?', '#']).next() == Some(form.page))
    };
    let forms = &state.kept_forms;
    forms.iter().find(leads_there).or_else(|| forms.first())
}

/// Returns a refused form. If its idempotency key was refused too, the key is not offered again.
pub fn refused(error: AppError, mut typed: KeptFields) -> ReturnedForm {
    if error.code == Code::IdempotencyKeyReused || error.fields.contains_key(IDEMPOTENCY_KEY) {
        typed.remove(IDEMPOTENCY_KEY);
    }
    ReturnedForm::refused(error, typed)
}

/// Returns whether a form that was created for `author` belongs to the user of `claims`.
pub fn is_author(claims: &Claims, author: Option<&String>) -> bool {
    author.is_none_or(|author| *author == *claims.sub)
}
