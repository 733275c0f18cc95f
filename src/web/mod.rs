//! HTTP: the router, the identity of a request, cookies, headers, configuration, start and stop. The only room that knows all others.

pub mod client_ip;
pub mod config;
pub mod cookies;

mod application;
mod body;
pub mod device_cookie;
mod documents;
mod forms;
mod headers;
mod host;
mod identity;
mod listener;
mod locale;
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
mod server_functions;
mod site;
mod state;

pub use application::{Application, StartError, run};
pub use identity::Device;
pub use problem::error_headers;
pub use state::AppState;
