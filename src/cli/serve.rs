//! `latchkey serve`: runs the server.

use super::Failure;
use crate::web::{self, config::Config};

/// Serves until told to stop.
///
/// # Errors
/// Malformed settings, settings that production refuses (exit code 2), and a server that could not start or failed (exit code 1).
pub async fn serve() -> Result<(), Failure> {
    let config = Config::from_process()?;
    config.refuse_unsafe()?;
    Ok(web::run(config).await?)
}
