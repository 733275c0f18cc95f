//! Logging: readable in development, JSON in production, filtered by `RUST_LOG`. Secrets and tokens are never fields.

use tracing_subscriber::{EnvFilter, fmt};

/// Starts logging for the process. A second call is a no-op.
pub fn start(production: bool) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,tower_http=warn"));
    let builder = fmt().with_env_filter(filter);
    let started = if production {
        builder.json().try_init()
    } else {
        builder.with_target(false).compact().try_init()
    };
    // An embedding program may have installed its own subscriber, which then takes precedence.
    drop(started);
}
