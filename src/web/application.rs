//! The application: built from a configuration, served until told to stop.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use axum::Router;
use ipnet::{IpNet, Ipv4Net};
use leptos::config::LeptosOptions;
use tokio::net::TcpListener;

use super::{
    AppState,
    config::{Config, ConfigErrors, Environment},
    listener, logging, metrics,
    router::router,
};
use crate::{
    rules::{
        clock::Clock,
        password::{HashCost, PasswordError, PasswordHasher},
        rotation::Policy,
    },
    services::{Background, BuildError, Domain, Limits, Settings},
    store::{Store, StoreError},
};

/// The application cannot start.
#[derive(Debug)]
pub enum StartError {
    /// A setting cannot be used.
    Config(ConfigErrors),
    /// The database cannot be opened.
    Store(StoreError),
    /// What the database holds cannot be used.
    Build(BuildError),
    /// The password hasher cannot be made.
    Password(PasswordError),
    /// An address cannot be listened on.
    Listen(SocketAddr, std::io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Password(error) => error.fmt(f),
            Self::Store(error) => write!(f, "LATCHKEY_DATABASE_URL: {error}"),
            Self::Build(error) => error.fmt(f),
            Self::Listen(address, error) => write!(f, "cannot listen on {address}: {error}"),
        }
    }
}

impl std::error::Error for StartError {}

/// A router ready to serve, and what runs beside it.
pub struct Application {
    /// The whole surface.
    pub router: Router,
    /// The use cases behind it.
    pub domain: Domain,
    background: Background,
}

impl Application {
    /// Opens the database, prepares the domain and mounts every route.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn build(
        config: Config,
        passwords: PasswordHasher,
        clock: Clock,
    ) -> Result<Self, StartError> {
        let store = Store::connect(config.storage.database_url.expose())
            .await
            .map_err(StartError::Store)?;
        let settings = settings(&config).map_err(StartError::Config)?;
        let (domain, background) = Domain::build(settings, store, passwords, clock.clone())
            .await
            .map_err(StartError::Build)?;
        let options = leptos_options(&config);
        let state = AppState::new(domain.clone(), config, clock, options);
        Ok(Self {
            router: router(state),
            domain,
            background,
        })
    }
}

/// Serves until the process is told to stop (SIGINT, SIGTERM).
///
/// # Errors
/// [`StartError`].
pub async fn run(config: Config) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
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
    let passwords = PasswordHasher::new(HashCost::OWASP).map_err(StartError::Password)?;
    listener::raise_descriptor_limit();
    let limits = listener::Limits::within_descriptors(unbound_networks(&config));
    let application = Application::build(config, passwords, Clock::system()).await?;
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

/// Whose connections are not bounded by address: those of our proxies and, in development, of this machine.
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

fn settings(config: &Config) -> Result<Settings, ConfigErrors> {
    let tokens = &config.tokens;
    Ok(Settings {
        origin: config.network.base_url.origin().to_owned(),
        secret: config.secret()?.into(),
        previous_secrets: config
            .secrets
            .previous
            .iter()
            .cloned()
            .map(Into::into)
            .collect(),
        signing_alg: tokens.signing_alg,
        access_ttl: tokens.access_ttl,
        clock_leeway: tokens.clock_leeway,
        rotation: Policy {
            idle_ttl: tokens.refresh_idle_ttl,
            reuse_grace: tokens.reuse_grace,
        },
        session_max_age: tokens.session_max_age,
        limits: Limits {
            sessions_per_user: config.limits.sessions_per_user.into(),
            session_retention: config.limits.session_retention,
            event_retention: config.limits.event_retention,
        },
        notes_per_user: config.storage.notes_per_user,
        rate_limit: config.mode.rate_limit,
        demo: config.mode.demo,
    })
}

fn leptos_options(config: &Config) -> LeptosOptions {
    let hash_files = std::env::var("LEPTOS_HASH_FILES").is_ok_and(|value| value == "true");
    LeptosOptions::builder()
        .output_name("latchkey")
        .site_root(std::env::var("LEPTOS_SITE_ROOT").unwrap_or_else(|_| "target/site".to_owned()))
        .site_pkg_dir(std::env::var("LEPTOS_SITE_PKG_DIR").unwrap_or_else(|_| "pkg".to_owned()))
        .site_addr(config.network.site_addr)
        .hash_files(hash_files)
        .build()
}
