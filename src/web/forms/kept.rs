//! The text of a form whose session was over when it was sent: it waits on the sign-in page, in hidden fields, until its author has
//! signed in, and is then handed in.

use std::{collections::BTreeMap, sync::Arc};

use axum::response::{IntoResponse as _, Redirect, Response};
use http::{Uri, request::Parts};

use crate::{
    error::{AppError, Code},
    form_fields::{AUTHOR, IDEMPOTENCY_KEY, KEPT, TEXT},
    paths,
    rules::identity::Identity,
    services::Issued,
    session::Claims,
    views::page_state::FormFailure,
    web::{AppState, documents::next_of, feature::KeptForm, render::refused_form},
};

/// The fields of [`crate::form_fields`], by name.
pub type KeptFields = BTreeMap<String, String>;

/// Answers a form of another page that arrives at the sign-in page, for its session is over. Of anything but a text nothing is kept.
pub async fn wait(state: &AppState, parts: Parts, kept: KeptFields) -> Response {
    if kept.is_empty() {
        let next = next_of(&parts.uri).map_or_else(
            || paths::LOGIN.to_owned(),
            |next| next.append_to(paths::LOGIN),
        );
        return Redirect::to(&next).into_response();
    }
    let failure = FormFailure {
        error: Code::TokenMissing.into(),
        typed: kept,
    };
    refused_form(state, parts, failure).await
}

/// Takes the text that was typed out of `fields`, with what belongs to it. Nothing where no text is.
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

/// Hands in the text that has waited for its author. `Some` is its page, where it was refused.
pub async fn hand_in(
    state: &AppState,
    request: &Parts,
    issued: &Issued,
    kept: &KeptFields,
) -> Option<Response> {
    let claims = &issued.access.claims;
    if kept.is_empty() || !is_by(claims, kept.get(AUTHOR)) {
        return None;
    }
    let form = form_of(state, request)?;
    let error = (form.hand_in)(&state.domain, claims, kept).await.err()?;
    let mut request = request.clone();
    request.uri = Uri::from_static(form.page);
    request
        .extensions
        .insert(Identity::Verified(Arc::new(claims.clone())));
    Some(refused_form(state, request, refused(error, kept.clone())).await)
}

/// The form of the page that the sign-in leads back to, or the first of all.
fn form_of<'a>(state: &'a AppState, request: &Parts) -> Option<&'a KeptForm> {
    let next = next_of(&request.uri);
    let leads_there = |form: &&KeptForm| {
        next.as_ref()
            .is_some_and(|next| next.as_str().split(['?', '#']).next() == Some(form.page))
    };
    let forms = &state.kept_forms;
    forms.iter().find(leads_there).or_else(|| forms.first())
}

/// A form that was refused. So was its key, maybe; then it is not offered again.
pub fn refused(error: AppError, mut typed: KeptFields) -> FormFailure {
    if error.code == Code::IdempotencyKeyReused || error.fields.contains_key(IDEMPOTENCY_KEY) {
        typed.remove(IDEMPOTENCY_KEY);
    }
    FormFailure { error, typed }
}

/// Whether a form that was made for `author` is for the user of `claims`.
pub fn is_by(claims: &Claims, author: Option<&String>) -> bool {
    author.is_none_or(|author| *author == claims.sub)
}
