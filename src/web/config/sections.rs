//! The settings by subject, as the server reads them. [`super::settings`] declares the name and default of each.

use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use ipnet::IpNet;

use super::{base_url::BaseUrl, secret::Secret, secret_url::SecretUrl, settings, source::Source};
use crate::{rules::alg::SigningAlg, services::SignUpPolicy, web::client_ip::ProxyHeader};

/// The environment, which decides how strict the server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// A developer's machine.
    Development,
    /// A deployment with accounts of real users: unsafe settings prevent the start.
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

/// Development or production, and the switches that only development may change.
#[derive(Clone, Debug)]
pub struct ModeConfig {
    /// The environment.
    pub environment: Environment,
    /// Whether the demo accounts exist.
    pub demo: bool,
    /// Whether sign-ins and writes are rate limited.
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
    /// The address that the server listens on.
    pub site_addr: SocketAddr,
    /// The one origin that the server serves.
    pub base_url: BaseUrl,
    /// The networks whose forwarding header is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether `LATCHKEY_TRUSTED_PROXIES` is set, also to `none`. Production requires it.
    pub proxies_are_known: bool,
    /// The forwarding header that those proxies write.
    pub proxy_header: ProxyHeader,
    /// The address of the metrics, if enabled.
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

/// Where data is stored, and how much of it one account may hold.
#[derive(Clone, Debug)]
pub struct StorageConfig {
    /// The directory of the default database and the development secret.
    pub data_dir: PathBuf,
    /// The database.
    pub database_url: SecretUrl,
    /// The most notes of an account.
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

/// Returns the default database in a data directory. The store takes the path verbatim: nothing is encoded.
pub(super) fn default_database(data_dir: &Path) -> SecretUrl {
    SecretUrl::trusted(format!(
        "sqlite://{}",
        data_dir.join("latchkey.db").display()
    ))
}

/// The secrets that refresh tokens and the keys at rest are derived from.
#[derive(Clone, Debug)]
pub struct SecretConfig {
    /// The secret that tokens are issued under. If unset, see [`super::Config::secret`].
    pub current: Option<Secret>,
    /// Secrets that are accepted but never issued under.
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

/// How tokens are signed, and the lifetimes of tokens and sessions (ASVS 7.1.1).
#[derive(Clone, Debug)]
pub struct TokenConfig {
    /// The algorithm that signs access tokens.
    pub signing_alg: SigningAlg,
    /// The lifetime of an access token.
    pub access_ttl: Duration,
    /// The idle timeout: a session that is not refreshed for so long expires.
    pub refresh_idle_ttl: Duration,
    /// The absolute lifetime of a session, whatever its activity.
    pub session_max_age: Duration,
    /// The time after the first use of its successor in which a refresh token counts as in flight rather than
    /// stolen; may be zero.
    pub reuse_grace: Duration,
    /// The tolerance for `exp`, `nbf` and `iat`; may be zero.
    pub clock_leeway: Duration,
    /// Whether sessions are bound to devices, over https.
    pub device_binding: bool,
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
            device_binding: source.read(&settings::DEVICE_BINDING),
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

/// Limits of what is stored.
#[derive(Clone, Debug)]
pub struct LimitsConfig {
    /// Who may create an account.
    pub sign_up: SignUpPolicy,
    /// How long a proof of the account's owner counts.
    pub proof_age: Duration,
    /// How long an account is kept after its deletion was asked for.
    pub deletion_grace: Duration,
    /// The fewest characters of a new password.
    pub password_min: usize,
    /// The retention of an ended session. Never less than the lifetime of its access tokens, since other instances
    /// learn from it that they are revoked.
    pub session_retention: Duration,
    /// The retention of an event.
    pub event_retention: Duration,
    /// The most concurrent sessions of an account.
    pub sessions_per_user: u32,
}

impl LimitsConfig {
    pub(super) fn read(source: &mut Source) -> Self {
        Self {
            sign_up: source.read(&settings::SIGNUP),
            proof_age: source.read(&settings::PROOF_AGE),
            deletion_grace: source.read(&settings::DELETION_GRACE),
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
    /// The SMTP server. If unset in development, mail goes to the mailbox page.
    pub smtp_url: Option<SecretUrl>,
    /// The sender, or else `no-reply` at the host of the base URL.
    pub from: Option<String>,
}

impl MailConfig {
    pub(super) fn read(source: &mut Source) -> Self {
        Self {
            smtp_url: source.read(&settings::SMTP_URL),
            from: source.read(&settings::MAIL_FROM),
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
