//! Logs: readable in development, JSON in production. `RUST_LOG` filters. No secret and no token is ever a field.

use tracing_subscriber::{EnvFilter, fmt};

/// Starts logging for the process; a second call changes nothing.
pub fn start(production: bool) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,tower_http=warn"));
    let builder = fmt().with_env_filter(filter);
    let started = if production {
        builder.json().try_init()
    } else {
        builder.with_target(false).compact().try_init()
    };
    // An embedding program may have set its own subscriber, and then that one counts.
    drop(started);
}
