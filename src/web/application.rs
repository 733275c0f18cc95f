//! The application: built from a configuration, served until told to stop.

use std::{
    fmt,
    marker::PhantomData,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use axum::Router;
use ipnet::{IpNet, Ipv4Net};
use leptos::config::LeptosOptions;
use tokio::net::TcpListener;

use super::{
    AppState, Registry, ServerFeature,
    config::{Config, ConfigErrors, Environment},
    cookies::CookieNames,
    listener, logging, metrics,
    readiness::Readiness,
    render,
    router::router,
    security_log::SecurityLog,
    state::Shared,
};
use crate::{
    pages::{Access, Page, PageTable},
    paths,
    rules::{
        clock::Clock,
        password::{HashCost, PasswordError, PasswordHasher},
        rotation::Policy,
    },
    services::{Background, BuildError, Domain, Limits, Settings},
    store::{Store, StoreError},
    views::{self, feature::Feature, routes::Pages as _},
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

/// An application that is being put together, with the product `F`.
pub struct Builder<F> {
    config: Config,
    passwords: Option<PasswordHasher>,
    clock: Clock,
    product: PhantomData<F>,
}

impl Application {
    /// Begins an application with the product `F`, a feature or a tuple of them.
    pub fn builder<F: ServerFeature>(config: Config) -> Builder<F> {
        Builder {
            config,
            passwords: None,
            clock: Clock::system(),
            product: PhantomData,
        }
    }
}

impl<F: ServerFeature> Builder<F> {
    /// Hashes passwords by `passwords` instead of at the cost that OWASP recommends.
    pub fn passwords(mut self, passwords: PasswordHasher) -> Self {
        self.passwords = Some(passwords);
        self
    }

    /// Reads the time from `clock` instead of from the system's.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Opens the database, brings it up to date, prepares the use cases and mounts every route.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn build(self) -> Result<Application, StartError> {
        let Self { config, clock, .. } = self;
        let passwords = match self.passwords {
            Some(passwords) => passwords,
            None => PasswordHasher::new(HashCost::OWASP).map_err(StartError::Password)?,
        };
        let mut product = Registry::default();
        F::register(&mut product);
        let url = config.storage.database_url.expose();
        let store = Store::connect_with(url, &product.migrations)
            .await
            .map_err(StartError::Store)?;
        let settings = Settings {
            demo_rows: product.demo_rows,
            exports: product.exports,
            ..settings(&config).map_err(StartError::Config)?
        };
        let (domain, background) = Domain::build(settings, store, passwords, clock.clone())
            .await
            .map_err(StartError::Build)?;
        let state = AppState::new(Shared {
            domain: domain.clone(),
            cookies: CookieNames::new(config.network.base_url.is_https()),
            readiness: Readiness::new(clock.clone()),
            security_log: SecurityLog::new(clock),
            leptos_options: leptos_options(&config),
            pages: pages::<F>(),
            start: F::START,
            kept_forms: product.kept_forms,
            render: render::page_of::<F>,
            config,
        });
        Ok(Application {
            router: router::<F>(state, product.api, product.forms),
            domain,
            background,
        })
    }
}

/// The table of every page. What is below `/admin` is for administrators, whether there is a page or not.
fn pages<F: Feature>() -> PageTable {
    let mut pages = vec![Page {
        path: paths::ADMIN,
        access: Access::Admin,
    }];
    views::routes::<F>().list(&mut pages);
    PageTable::new(pages)
}

/// Serves the product `F` until the process is told to stop (SIGINT, SIGTERM).
///
/// # Errors
/// [`StartError`].
pub async fn run<F: ServerFeature>(
    config: Config,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
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
    listener::raise_descriptor_limit();
    let limits = listener::Limits::within_descriptors(unbound_networks(&config));
    let application = Application::builder::<F>(config).build().await?;
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
        quota: config.storage.notes_per_user,
        rate_limit: config.mode.rate_limit,
        demo: config.mode.demo,
        demo_rows: Vec::new(),
        exports: Vec::new(),
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
