//! Runs a server from start to stop: log, metrics, listeners, and the signals of the system.

use std::{
    io::Write as _,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    path::Path,
    time::Duration,
};

use ipnet::{IpNet, Ipv4Net};
use tokio::net::TcpListener;

use super::{
    Application, Builder, StartError,
    config::{Config, Environment},
    listener, logging, metrics,
    site::Site,
    welcome,
};

/// How long a start may wait without a word.
const SILENCE: Duration = Duration::from_millis(800);

/// Serves `application` until the process receives SIGINT or SIGTERM.
///
/// # Errors
/// [`StartError`].
pub async fn run(application: Builder) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let config = application.config().clone();
    logging::start(config.mode.environment == Environment::Production);
    for file in config.exposed_files() {
        match file.tighten() {
            Ok(true) => tracing::warn!("{file}; it is its owner's alone now"),
            Ok(false) => tracing::warn!("{file}"),
            Err(error) => tracing::warn!(%error, "{file}, and that cannot be changed"),
        }
    }
    if config.mode.environment == Environment::Production {
        config
            .doubtful_settings()
            .iter()
            .for_each(|doubt| tracing::warn!("{doubt}"));
    }
    let recorder = metrics::install();
    let (site_addr, metrics_addr, base_url) = (
        config.network.site_addr,
        config.network.metrics_addr,
        config.network.base_url.origin().to_owned(),
    );
    listener::keep_pages_small();
    listener::raise_descriptor_limit();
    let limits = listener::Limits::within_descriptors(unbound_networks(&config));
    let site = Site::find().map_err(StartError::Site)?;
    check_data_dir(&config)?;
    let application = announced(application.site(site).build(), &config).await?;
    let listener = TcpListener::bind(site_addr)
        .await
        .map_err(|error| StartError::Listen("LEPTOS_SITE_ADDR", site_addr, error))?;
    if let (Some(address), Some(recorder)) = (metrics_addr, recorder) {
        let metrics_listener = TcpListener::bind(address)
            .await
            .map_err(|error| StartError::Listen("LATCHKEY_METRICS_ADDR", address, error))?;
        tokio::spawn(metrics::upkeep(recorder.clone()));
        tokio::spawn(listener::serve(
            metrics_listener,
            metrics::router(recorder),
            limits.clone(),
            std::future::pending(),
        ));
    }
    if config.mode.environment == Environment::Development {
        // To where the log goes, so that the two keep their order. A closed terminal is no reason to stop.
        let _is_shown = writeln!(
            std::io::stdout(),
            "{}",
            welcome::screen(&config, metrics_addr)
        );
    }
    tracing::info!(address = %listener.local_addr().unwrap_or(site_addr), %base_url, "Latchkey is serving");
    listener::serve(listener, application.router, limits, stop_signal()).await;
    application.background.finish(&application.domain).await;
    tracing::info!("Latchkey has stopped");
    Ok(())
}

/// Builds, and says what it waits for if it takes a while.
async fn announced(
    building: impl Future<Output = Result<Application, StartError>>,
    config: &Config,
) -> Result<Application, StartError> {
    tokio::pin!(building);
    match tokio::time::timeout(SILENCE, &mut building).await {
        Ok(built) => built,
        Err(_) => {
            tracing::warn!(
                "LATCHKEY_DATABASE_URL: waiting for {}",
                config.storage.database_url
            );
            building.await
        }
    }
}

/// Verifies that the data directory can be written to, if anything of ours is in it.
fn check_data_dir(config: &Config) -> Result<(), StartError> {
    let directory = &config.storage.data_dir;
    let is_used = config.secrets.current.is_none()
        || Path::new(
            config
                .storage
                .database_url
                .expose()
                .trim_start_matches("sqlite://"),
        )
        .starts_with(directory);
    let trial = directory.join(format!(".trial-{}", std::process::id()));
    let written = || {
        std::fs::create_dir_all(directory)?;
        std::fs::write(&trial, "")?;
        std::fs::remove_file(&trial)
    };
    if is_used {
        written().map_err(|error| StartError::DataDir(directory.clone(), error))?;
    }
    Ok(())
}

/// Returns the networks that the limit of connections per address does not apply to: those of trusted proxies and, in
/// development, of this machine.
fn unbound_networks(config: &Config) -> Vec<IpNet> {
    let mut networks = config.network.trusted_proxies.clone();
    if config.mode.environment == Environment::Development {
        networks.push(Ipv4Net::new_assert(Ipv4Addr::new(127, 0, 0, 0), 8).into());
        networks.push(IpAddr::V6(Ipv6Addr::LOCALHOST).into());
    }
    networks
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let Ok(mut terminate) =
            tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        else {
            let _ = interrupt.await;
            return;
        };
        tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn config(env: &[(&str, &str)]) -> Config {
        let env = env
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::load(env, None).unwrap()
    }

    #[test]
    fn a_data_directory_that_cannot_be_written_to_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let inside = file.path().join("data");
        let directory = inside.to_str().unwrap();
        let error = check_data_dir(&config(&[("LATCHKEY_DATA_DIR", directory)])).unwrap_err();
        let expected = format!("LATCHKEY_DATA_DIR: cannot write to {directory}: ");
        assert!(error.to_string().starts_with(&expected), "{error}");
    }

    #[test]
    fn a_data_directory_without_anything_in_it_is_not_made() {
        let parent = tempfile::tempdir().unwrap();
        let directory = parent.path().join("data");
        let env = [
            ("LATCHKEY_DATA_DIR", directory.to_str().unwrap()),
            ("LATCHKEY_DATABASE_URL", "postgres://db/latchkey"),
            (
                "LATCHKEY_SECRET",
                "bm9ib2R5LW1heS1zZWUtMDEyMzQ1Njc4OWFiY2RlZiE=",
            ),
        ];
        check_data_dir(&config(&env)).unwrap();
        assert!(!directory.exists());
    }
}
