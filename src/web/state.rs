//! What every handler shares.

use std::{ops::Deref, sync::Arc};

use axum::{
    extract::{FromRef, Request},
    response::Response,
};
use futures::future::BoxFuture;
use leptos::config::LeptosOptions;

use super::{
    config::Config, cookies::CookieNames, feature::KeptForm, readiness::Readiness,
    security_log::SecurityLog,
};
use crate::{pages::PageTable, services::Domain};

/// The state of the router. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// What handlers share.
pub struct Shared {
    /// The use cases.
    pub domain: Domain,
    /// The effective configuration.
    pub config: Config,
    /// The names that the cookies have under this base URL.
    pub cookies: CookieNames,
    /// Whether the process can serve.
    pub readiness: Readiness,
    /// What an operator is told of refusals.
    pub security_log: SecurityLog,
    /// Where the built site lies.
    pub leptos_options: LeptosOptions,
    /// Who may see which page.
    pub pages: PageTable,
    /// Where a sign-in leads that was not on its way to another page.
    pub start: &'static str,
    /// The forms whose text outlives the end of a session.
    pub kept_forms: Vec<KeptForm>,
    /// Renders the page of a request, whatever its method.
    pub render: Render,
}

/// Renders the page of a request.
pub type Render = fn(AppState, Request) -> BoxFuture<'static, Response>;

impl AppState {
    /// Shares `shared`.
    pub fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos_options.clone()
    }
}
