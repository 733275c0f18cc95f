//! The settings by subject, as the rest of the server reads them. [`super::settings`] says of each what it is called and defaults to.

use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use ipnet::IpNet;

use super::{base_url::BaseUrl, secret::Secret, secret_url::SecretUrl, settings, source::Source};
use crate::{rules::alg::SigningAlg, web::client_ip::ProxyHeader};

/// How careful the server has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// A developer's machine.
    Development,
    /// People's accounts are in it: unsafe settings stop the start.
    Production,
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Development => "development",
            Self::Production => "production",
        })
    }
}

/// Development or production, and what may be on only in the former.
#[derive(Clone, Debug)]
pub struct ModeConfig {
    /// Which of the two.
    pub environment: Environment,
    /// Whether the demo accounts exist.
    pub demo: bool,
    /// Whether sign-ins and writes are limited.
    pub rate_limit: bool,
}

impl ModeConfig {
    pub(super) fn read(source: &mut Source) -> Self {
        let environment = source.read(&settings::ENV);
        let demo = environment == Environment::Development;
        Self {
            environment,
            demo: source.read_or(&settings::DEMO, demo),
            rate_limit: source.read(&settings::RATE_LIMIT),
        }
    }
}

/// The server's place in the network.
#[derive(Clone, Debug)]
pub struct NetworkConfig {
    /// Where it listens.
    pub site_addr: SocketAddr,
    /// The one origin that it serves.
    pub base_url: BaseUrl,
    /// Networks whose forwarding header is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether `LATCHKEY_TRUSTED_PROXIES` says which proxies there are, be it that there is none. Production needs to know.
    pub proxies_are_known: bool,
    /// The header that those proxies write.
    pub proxy_header: ProxyHeader,
    /// Where the metrics are, if anywhere.
    pub metrics_addr: Option<SocketAddr>,
}

impl NetworkConfig {
    pub(super) fn read(source: &mut Source) -> Self {
        let proxies = source.read(&settings::TRUSTED_PROXIES);
        Self {
            site_addr: source.read(&settings::SITE_ADDR),
            base_url: source.read(&settings::BASE_URL),
            proxies_are_known: proxies.is_some(),
            trusted_proxies: proxies.unwrap_or_default(),
            proxy_header: source.read(&settings::PROXY_HEADER),
            metrics_addr: source.read(&settings::METRICS_ADDR),
        }
    }
}

/// Where data lives, and how much of it one account may fill.
#[derive(Clone, Debug)]
pub struct StorageConfig {
    /// Where the default database and the development secret live.
    pub data_dir: PathBuf,
    /// The database.
    pub database_url: SecretUrl,
    /// How many notes an account may hold.
    pub notes_per_user: u32,
}

impl StorageConfig {
    pub(super) fn read(source: &mut Source) -> Self {
        let data_dir = source.read(&settings::DATA_DIR);
        let database = default_database(&data_dir);
        Self {
            database_url: source.read_or(&settings::DATABASE_URL, database),
            notes_per_user: source.read(&settings::NOTES_PER_USER),
            data_dir,
        }
    }
}

/// The database in a data directory. The store takes the path as it is: nothing is encoded.
pub(super) fn default_database(data_dir: &Path) -> SecretUrl {
    SecretUrl::trusted(format!(
        "sqlite://{}",
        data_dir.join("latchkey.db").display()
    ))
}

/// What refresh tokens and the keys at rest are derived from.
#[derive(Clone, Debug)]
pub struct SecretConfig {
    /// The secret that is issued under; where it is unset, see [`super::Config::secret`].
    pub current: Option<Secret>,
    /// Secrets that are accepted, never issued under.
    pub previous: Vec<Secret>,
}

impl SecretConfig {
    pub(super) fn read(source: &mut Source) -> Self {
        Self {
            current: source.read(&settings::SECRET),
            previous: source.read(&settings::SECRET_PREVIOUS),
        }
    }
}

/// How tokens are signed, and the life of tokens and sessions (ASVS 7.1.1).
#[derive(Clone, Debug)]
pub struct TokenConfig {
    /// How access tokens are signed.
    pub signing_alg: SigningAlg,
    /// Life of an access token.
    pub access_ttl: Duration,
    /// A session not refreshed for so long ends.
    pub refresh_idle_ttl: Duration,
    /// A session ends then, whatever happened.
    pub session_max_age: Duration,
    /// How long after the first use of its successor a refresh token still counts as under way rather than stolen; may be zero.
    pub reuse_grace: Duration,
    /// Tolerance for `exp`, `nbf` and `iat`; may be zero.
    pub clock_leeway: Duration,
}

impl TokenConfig {
    pub(super) fn read(source: &mut Source) -> Self {
        let config = Self {
            signing_alg: source.read(&settings::SIGNING_ALG),
            access_ttl: source.read(&settings::ACCESS_TTL),
            refresh_idle_ttl: source.read(&settings::REFRESH_IDLE_TTL),
            session_max_age: source.read(&settings::SESSION_MAX_AGE),
            reuse_grace: source.read(&settings::REUSE_GRACE),
            clock_leeway: source.read(&settings::CLOCK_LEEWAY),
        };
        source.require(
            config.refresh_idle_ttl >= config.access_ttl,
            settings::REFRESH_IDLE_TTL.name(),
            settings::ACCESS_TTL.name(),
            "is shorter than LATCHKEY_ACCESS_TTL: sessions would end before their first refresh",
        );
        source.require(
            config.session_max_age >= config.refresh_idle_ttl,
            settings::SESSION_MAX_AGE.name(),
            settings::REFRESH_IDLE_TTL.name(),
            "is shorter than LATCHKEY_REFRESH_IDLE_TTL: no session could be idle for so long",
        );
        config
    }
}

/// Bounds of what is stored.
#[derive(Clone, Debug)]
pub struct LimitsConfig {
    /// The fewest characters of a new password.
    pub password_min: usize,
    /// How long a session that is over is kept; never less than its access tokens live, for instances learn from it that they do not.
    pub session_retention: Duration,
    /// How long an event is kept.
    pub event_retention: Duration,
    /// How many sessions of an account live at the same time.
    pub sessions_per_user: u32,
}

impl LimitsConfig {
    pub(super) fn read(source: &mut Source) -> Self {
        Self {
            password_min: source.read(&settings::PASSWORD_MIN),
            session_retention: source.read(&settings::SESSION_RETENTION),
            event_retention: source.read(&settings::EVENT_RETENTION),
            sessions_per_user: source.read(&settings::SESSIONS_PER_USER),
        }
    }
}

/// The mail server.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// Where mail leaves; unset in development, it goes to the mailbox page.
    pub smtp_url: Option<SecretUrl>,
}

impl MailConfig {
    pub(super) fn read(source: &mut Source) -> Self {
        Self {
            smtp_url: source.read(&settings::SMTP_URL),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_database_follows_the_directory() {
        assert_eq!(
            default_database(Path::new("data")).expose(),
            "sqlite://data/latchkey.db"
        );
        assert_eq!(
            default_database(Path::new("/var/lib/latchkey")).expose(),
            "sqlite:///var/lib/latchkey/latchkey.db"
        );
    }
}
