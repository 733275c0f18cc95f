//! The state shared by all handlers.

use std::{ops::Deref, sync::Arc};

use axum::{
    extract::{FromRef, Request},
    response::Response,
};
use futures::future::BoxFuture;
use leptos::config::LeptosOptions;

use super::{
    config::Config, cookies::CookieNames, feature::KeptForm, readiness::Readiness,
    security_log::SecurityLog, site::Site, timeline::Timeline,
};
use crate::{pages::PageTable, services::Domain};

/// The state of the router. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// The content of [`AppState`].
pub struct Shared {
    /// The use cases.
    pub domain: Domain,
    /// The effective configuration.
    pub config: Config,
    /// The cookie names under this base URL.
    pub cookies: CookieNames,
    /// Whether the process can serve requests.
    pub readiness: Readiness,
    /// The log of refused requests, for operators.
    pub security_log: SecurityLog,
    /// The options of leptos.
    pub leptos_options: LeptosOptions,
    /// The built site.
    pub site: Site,
    /// The access of every page.
    pub pages: PageTable,
    /// The paths of the pages whose code the browser fetches when it is needed.
    pub lazy_pages: Vec<String>,
    /// The page after a sign-in that has no `next`.
    pub start: &'static str,
    /// The forms whose text is kept when the session ends.
    pub kept_forms: Vec<KeptForm>,
    /// Renders the page of a request, whatever its method.
    pub render: Render,
    /// What `/dev/sessions` observes and breaks, on a development server.
    pub timeline: Option<Timeline>,
}

/// Renders the page of a request.
pub type Render = fn(AppState, Request) -> BoxFuture<'static, Response>;

impl AppState {
    /// Wraps `shared` for sharing.
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
