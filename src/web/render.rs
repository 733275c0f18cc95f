//! Renders pages: provides the views with their initial state, and the document with its security policy.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    response::{Html, Response},
};
use futures::future::BoxFuture;
use http::{Method, StatusCode, header, request::Parts};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;

use super::{
    AppState, asker_cookie, choices, config::Environment, cookies::claimed_token,
    facts::Facts as _, flash, headers::document_policy, server_functions::call_source,
};
use crate::{
    pages::Access,
    paths,
    rules::identity::Identity,
    session::Session,
    views::{
        self,
        feature::Feature,
        page_state::{PageState, ReturnedForm},
        provide_plain_choices, shell,
    },
};

/// Provides the context of the views, for pages and for server functions.
pub fn provide(state: &AppState) {
    let Some(parts) = use_context::<Parts>() else {
        return;
    };
    let page = Arc::new(page_state(state, &parts));
    let is_told = page.done.is_some();
    provide_context(page);
    if holds_typed(state, parts.uri.path()) {
        let query = parts.uri.query().unwrap_or_default();
        let theme = parts.extensions.get().copied().unwrap_or_default();
        provide_plain_choices(parts.extensions.locale(), theme, query);
    }
    if let Some(zone) = choices::zone(&parts.headers) {
        provide_context(zone.offset());
    }
    provide_context(call_source(state));
    if let Some(response) = use_context::<ResponseOptions>()
        && is_told
    {
        response.append_header(header::SET_COOKIE, flash::taken());
    }
    if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) {
        let watch = std::env::var_os("LEPTOS_WATCH").map(|_| state.leptos_options.reload_port);
        if let Some(policy) = document_policy(&nonce, watch) {
            response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
    }
}

/// Returns whether the page at `path` has a form that holds what somebody has typed ([`crate::form_fields::TYPED_FORM`]).
fn holds_typed(state: &AppState, path: &str) -> bool {
    match path {
        paths::LOGIN | paths::FORGOT | paths::VERIFY | paths::RESET => true,
        paths::ACCOUNT | paths::SECURITY => true,
        paths::SIGN_UP => state.domain.is_open(),
        _ => state.kept_forms.iter().any(|form| form.page == path),
    }
}

/// Renders `/dev/parts`.
pub async fn parts(State(state): State<AppState>, request: Request) -> Html<String> {
    let (parts, _) = request.into_parts();
    Html(views::parts::page(
        page_state(&state, &parts),
        &state.site.assets,
    ))
}

/// Renders the page of `request` again, with the plain form that it was.
pub async fn return_form(state: &AppState, request: Parts, form: ReturnedForm) -> Response {
    let error = form.error.clone();
    let mut request = Request::from_parts(request, Body::empty());
    *request.method_mut() = Method::GET;
    request.extensions_mut().insert(form);
    let mut response = page(state, request).await;
    if let Some(error) = error {
        *response.status_mut() = error.code.status();
        super::problem::describe(&error, &mut response);
    }
    response
}

/// Renders the 404 page.
pub async fn missing(state: &AppState, request: Request) -> Response {
    let mut response = page(state, request).await;
    // The router of the views may match a path that the server does not.
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

async fn page(state: &AppState, request: Request) -> Response {
    (state.render)(state.clone(), request).await
}

/// Renders the page of `request` in the application of the product `F`.
pub fn page_of<F: Feature>(state: AppState, request: Request) -> BoxFuture<'static, Response> {
    let (options, for_shell) = (state.leptos_options.clone(), state.clone());
    let render = leptos_axum::render_app_async_with_context(
        move || {
            provide(&state);
        },
        move || shell::<F>(options.clone(), &for_shell.site.assets),
    );
    Box::pin(async move { render(request).await })
}

pub fn page_state(state: &AppState, parts: &Parts) -> PageState {
    let claims = parts
        .extensions
        .get::<Identity>()
        .and_then(Identity::authentic);
    // A page for guests is rendered without a session (`documents::guard` redirects signed-in users). An expired token
    // there means that a refresh was refused, and the page must not send the user back to it.
    let is_for_guests = state.pages.access(parts.uri.path()) == Access::GuestOnly;
    let claims = claims.filter(|_| !is_for_guests);
    PageState {
        path: parts.uri.path().to_owned(),
        lazy_pages: state.lazy_pages.clone(),
        locale: parts.extensions.locale(),
        theme: parts.extensions.get().copied().unwrap_or_default(),
        now: u64::try_from(state.domain.now().seconds()).unwrap_or_default(),
        session: claims.map(|claims| {
            Session::new(
                (**claims).clone(),
                state.domain.access_tokens().remaining(claims),
            )
        }),
        claimed: claimed_token(&parts.headers, &state.cookies),
        idle_timeout: u32::try_from(state.config.tokens.refresh_idle_ttl.as_secs())
            .unwrap_or(u32::MAX),
        done: flash::read(&parts.headers),
        returned: parts.extensions.get::<ReturnedForm>().cloned(),
        asked: asker_cookie::address(state, &parts.headers),
        password_min: u32::try_from(state.config.limits.password_min).unwrap_or_default(),
        sign_up: state.domain.is_open(),
        demo: state.config.mode.demo,
        development: state.config.mode.environment == Environment::Development,
    }
}
