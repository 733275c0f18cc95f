//! HTTP: the router, the identity of a request, cookies, headers, configuration, start and stop. The only room that knows all others.

pub mod client_ip;
pub mod config;

mod application;
mod body;
mod cookies;
pub mod device_cookie;
mod documents;
mod forms;
mod headers;
mod identity;
mod listener;
mod locale;
mod logging;
mod metrics;
mod openapi;
mod origin;
mod problem;
mod render;
mod router;
mod routes;
mod security_log;
mod site;
mod state;

pub use application::{Application, StartError, run};
pub use identity::Device;
pub use problem::describe;
pub use state::AppState;
