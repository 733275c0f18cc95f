//! `latchkey serve`: from settings to a running server.

use super::Failure;
use crate::web::{self, Builder, config::Config};

/// Serves until told to stop what `application` makes of the settings.
///
/// # Errors
/// Malformed settings, settings that production refuses (exit code 2), and a server that could not start or failed (exit code 1).
pub async fn serve(application: fn(Config) -> Builder) -> Result<(), Failure> {
    let config = Config::from_process()?;
    config.refuse_unsafe()?;
    Ok(web::run(application(config)).await?)
}
