//! HTTP: the router, identity, cookies, headers, configuration, start and stop. The only layer that knows all others.

pub mod client_ip;
pub mod config;
pub mod cookies;

mod application;
mod asker_cookie;
pub mod body;
mod choices;
pub mod device_binding;
mod device_cookie;
mod documents;
pub mod facts;
pub mod feature;
pub mod flash;
pub mod forms;
mod headers;
mod host;
mod identity;
mod layers;
mod listener;
mod logging;
mod metrics;
mod openapi;
mod origin;
mod problem;
mod readiness;
mod render;
mod request_id;
mod router;
mod routes;
mod security_log;
mod serve;
mod server_functions;
mod site;
mod state;
mod timeline;
mod welcome;
mod zone;

pub use crate::services::ClientInfo;
pub use application::{Application, Builder, StartError};
pub use feature::{Registry, ServerFeature};
pub use openapi::failures;
pub use render::return_form;
pub use routes::{
    SignedIn,
    pages::{Before, older},
};
pub use serve::run;
pub use state::AppState;
