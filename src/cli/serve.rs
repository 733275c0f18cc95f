//! `latchkey serve`: runs the server.

use super::Failure;
use crate::web::{self, ServerFeature, config::Config};

/// Serves the product `F` until told to stop.
///
/// # Errors
/// Malformed settings, settings that production refuses (exit code 2), and a server that could not start or failed (exit code 1).
pub async fn serve<F: ServerFeature>() -> Result<(), Failure> {
    let config = Config::from_process()?;
    config.refuse_unsafe()?;
    Ok(web::run::<F>(config).await?)
}
