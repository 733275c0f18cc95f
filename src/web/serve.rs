//! Runs a server from start to stop: log, metrics, listeners, and the signals of the system.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net};
use tokio::net::TcpListener;

use super::{
    Builder, StartError,
    assets::Site,
    config::{Config, Environment},
    listener, logging, metrics,
};

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
    let application = application.site(site).build().await?;
    let listener = TcpListener::bind(site_addr)
        .await
        .map_err(|error| StartError::Listen(site_addr, error))?;
    if let (Some(address), Some(recorder)) = (metrics_addr, recorder) {
        let metrics_listener = TcpListener::bind(address)
            .await
            .map_err(|error| StartError::Listen(address, error))?;
        tokio::spawn(metrics::upkeep(recorder.clone()));
        tokio::spawn(listener::serve(
            metrics_listener,
            metrics::router(recorder),
            limits.clone(),
            std::future::pending(),
        ));
    }
    tracing::info!(address = %listener.local_addr().unwrap_or(site_addr), %base_url, "Latchkey is serving");
    listener::serve(listener, application.router, limits, stop_signal()).await;
    application.background.finish(&application.domain).await;
    tracing::info!("Latchkey has stopped");
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
