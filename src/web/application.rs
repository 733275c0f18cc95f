//! The application, built from a configuration and a product.

use std::{net::SocketAddr, path::PathBuf};

use axum::Router;
use leptos::config::LeptosOptions;
use thiserror::Error;

use super::{
    AppState, Registry, ServerFeature,
    config::{Config, ConfigErrors, Environment},
    cookies::CookieNames,
    readiness::Readiness,
    render::page_of,
    router::{MountPages, mount_pages, router},
    security_log::SecurityLog,
    site::{MissingSite, Site},
    state::{Render, Shared},
    timeline::Timeline,
};
use crate::{
    pages::{Access, Page, PageTable},
    paths,
    rules::{
        clock::Clock,
        password::{HashCost, PasswordError, PasswordHasher},
        password_policy::PasswordPolicy,
        rotation::Policy,
    },
    services::{
        Background, BuildError, Domain, Limits, Settings,
        mail::{Delivery, MailServer, MailServerError, Post},
    },
    store::{Store, StoreError},
    views::{
        self,
        feature::Feature,
        routes::{PageRoute, lazy_routes},
    },
};

/// Why the application cannot start.
#[derive(Debug, Error)]
pub enum StartError {
    /// A setting is unusable.
    #[error(transparent)]
    Config(ConfigErrors),
    /// The database cannot be opened.
    #[error("LATCHKEY_DATABASE_URL: {0}")]
    Store(#[source] StoreError),
    /// The content of the database is unusable.
    #[error(transparent)]
    Build(BuildError),
    /// The password hasher cannot be created.
    #[error(transparent)]
    Password(PasswordError),
    /// The mail server cannot be one.
    #[error(transparent)]
    Mail(MailServerError),
    /// There is no site to serve.
    #[error(transparent)]
    Site(MissingSite),
    /// An address cannot be listened on.
    #[error("{0}: cannot listen on {1}: {2}")]
    Listen(&'static str, SocketAddr, #[source] std::io::Error),
    /// The data directory cannot be written to.
    #[error("LATCHKEY_DATA_DIR: cannot write to {path}: {1}", path = .0.display())]
    DataDir(PathBuf, #[source] std::io::Error),
}

/// A router that is ready to serve, with its background tasks.
pub struct Application {
    /// All routes with their layers.
    pub router: Router,
    /// The use cases behind it.
    pub domain: Domain,
    pub(super) background: Background,
}

/// Builds an [`Application`].
pub struct Builder {
    config: Config,
    passwords: Option<PasswordHasher>,
    clock: Clock,
    registry: Registry,
    site: Option<Site>,
    pages: PageTable,
    lazy_pages: Vec<String>,
    start: &'static str,
    mount_pages: MountPages,
    render: Render,
}

impl Application {
    /// Begins an application with the product `F`, which is a feature or a tuple of features.
    ///
    /// All code that depends on the type of the product is compiled where this is called.
    pub fn builder<F: ServerFeature>(config: Config) -> Builder {
        let mut registry = Registry::default();
        F::register(&mut registry);
        Builder {
            config,
            passwords: None,
            clock: Clock::system(),
            registry,
            site: None,
            pages: pages::<F>(),
            lazy_pages: lazy_routes::<F>()
                .iter()
                .map(|route| route.page().path.to_owned())
                .collect(),
            start: F::START,
            mount_pages: mount_pages::<F>,
            render: page_of::<F>,
        }
    }
}

impl Builder {
    /// Hashes passwords with `passwords` instead of at the cost that OWASP recommends.
    pub fn passwords(mut self, passwords: PasswordHasher) -> Self {
        self.passwords = Some(passwords);
        self
    }

    /// Reads the time from `clock` instead of from the system clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Serves this site, instead of one that nobody has built.
    pub fn site(mut self, site: Site) -> Self {
        self.site = Some(site);
        self
    }

    /// Returns the configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Opens the database, applies its migrations, prepares the use cases and mounts every route.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn build(self) -> Result<Application, StartError> {
        let Self {
            config,
            clock,
            registry,
            ..
        } = self;
        let passwords = match self.passwords {
            Some(passwords) => passwords,
            None => PasswordHasher::new(HashCost::OWASP).map_err(StartError::Password)?,
        };
        let url = config.storage.database_url.expose();
        let store = Store::connect_with(url, &registry.migrations)
            .await
            .map_err(StartError::Store)?;
        let settings = Settings {
            demo_rows: registry.demo_rows,
            exports: registry.exports,
            purges: registry.purges,
            post: post(&config)?,
            ..settings(&config).map_err(StartError::Config)?
        };
        let (domain, background) = Domain::build(settings, store, passwords, clock.clone())
            .await
            .map_err(StartError::Build)?;
        let site = self.site.unwrap_or_else(Site::none);
        let state = AppState::new(Shared {
            domain: domain.clone(),
            cookies: CookieNames::new(config.network.base_url.is_https()),
            readiness: Readiness::new(clock.clone()),
            security_log: SecurityLog::new(clock),
            leptos_options: leptos_options(&config),
            site,
            pages: self.pages,
            lazy_pages: self.lazy_pages,
            start: self.start,
            kept_forms: registry.kept_forms,
            render: self.render,
            timeline: (config.mode.environment == Environment::Development).then(Timeline::default),
            config,
        });
        Ok(Application {
            router: router(state, registry.api, registry.forms, self.mount_pages),
            domain,
            background,
        })
    }
}

/// Returns the table of all pages. All paths below `/admin` require an administrator, even those without a page.
fn pages<F: Feature>() -> PageTable {
    let mut pages = vec![Page {
        path: paths::ADMIN,
        access: Access::Admin,
    }];
    pages.extend(views::routes::<F>().iter().map(PageRoute::page));
    PageTable::new(pages)
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
        purges: Vec::new(),
        post: Post::new(Delivery::Off, false),
        sign_up: config.limits.sign_up,
        password_policy: PasswordPolicy::new(config.limits.password_min),
        proof_age: config.limits.proof_age,
        deletion_grace: config.limits.deletion_grace,
        binds_devices: tokens.device_binding,
    })
}

/// Returns where mail goes: to the mail server, or else to the mailbox of a development server.
fn post(config: &Config) -> Result<Post, StartError> {
    let has_mailbox = config.mode.environment == Environment::Development;
    let delivery = match &config.mail.smtp_url {
        Some(url) => {
            let host = config.network.base_url.host();
            let from = config.mail.from.clone();
            let from = from.unwrap_or_else(|| format!("Latchkey <no-reply@{host}>"));
            let server = MailServer::new(url.expose(), &from).map_err(StartError::Mail)?;
            Delivery::Server(Box::new(server))
        }
        None if has_mailbox => Delivery::Mailbox,
        None => Delivery::Off,
    };
    Ok(Post::new(delivery, has_mailbox))
}

/// Returns the port at which `cargo leptos watch` tells pages to reload.
fn reload_port() -> u32 {
    std::env::var("LEPTOS_RELOAD_PORT")
        .ok()
        .and_then(|port| port.parse().ok())
        .unwrap_or(3001)
}

fn leptos_options(config: &Config) -> LeptosOptions {
    LeptosOptions::builder()
        .output_name("latchkey")
        .site_addr(config.network.site_addr)
        .reload_port(reload_port())
        .build()
}
