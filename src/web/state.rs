//! What every handler shares.

use std::{ops::Deref, sync::Arc};

use axum::extract::FromRef;
use leptos::config::LeptosOptions;

use super::{
    config::Config, cookies::CookieNames, readiness::Readiness, security_log::SecurityLog,
};
use crate::{rules::clock::Clock, services::Domain};

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
}

impl AppState {
    /// Puts the state together.
    pub fn new(
        domain: Domain,
        config: Config,
        clock: Clock,
        leptos_options: LeptosOptions,
    ) -> Self {
        let cookies = CookieNames::new(config.network.base_url.is_https());
        Self(Arc::new(Shared {
            domain,
            config,
            cookies,
            readiness: Readiness::new(clock.clone()),
            security_log: SecurityLog::new(clock),
            leptos_options,
        }))
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
