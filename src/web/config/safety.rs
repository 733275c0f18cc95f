//! Detects unsafe settings, and settings that are valid but probably a mistake.

use std::time::Duration;

use url::Url;

use super::{Config, Environment, error::Problem, parse::listed, settings};

/// The largest plausible clock skew, and the largest plausible delay of a lost response. More is a mistake in the
/// unit.
const LONGEST_LEEWAY: Duration = Duration::from_secs(60);
const LONGEST_GRACE: Duration = Duration::from_secs(60);
/// The longest plausible life of an access token, which cannot be revoked at services that only verify it.
const LONGEST_ACCESS: Duration = Duration::from_secs(3600);
/// The fewest distinct bytes of a random secret. Among 32 random bytes, fewer are practically impossible.
const DIFFERENT_BYTES: usize = 16;

/// Returns what production must not run with, or what would expose the demo of a development machine to others.
pub(super) fn unsafe_settings(config: &Config) -> Vec<Problem> {
    let mode = &config.mode;
    let base_url = &config.network.base_url;
    let mut problems = Vec::new();
    let mut note = |is_unsafe: bool, name: &str, message: &str| {
        if is_unsafe {
            problems.push(Problem::new(name, message));
        }
    };
    match mode.environment {
        Environment::Production => {
            note(
                config.secrets.current.is_none(),
                settings::SECRET.name(),
                "is not set: production does not run on the development secret; make one with `openssl rand -base64 32`",
            );
            note(
                !base_url.is_https(),
                settings::BASE_URL.name(),
                "is http: production needs https, or tokens travel in the clear",
            );
            note(
                mode.demo,
                settings::DEMO.name(),
                "is on: everybody knows the password of the demo accounts",
            );
            note(
                !mode.rate_limit,
                settings::RATE_LIMIT.name(),
                "is off: passwords could be guessed without limit",
            );
            note(
                !config.network.proxies_are_known,
                settings::TRUSTED_PROXIES.name(),
                "is not set: behind a proxy every client would count as one; name the proxies' networks, or say `none`",
            );
        }
        Environment::Development => {
            let reachable = !config.network.site_addr.ip().is_loopback();
            note(
                mode.demo && reachable,
                settings::DEMO.name(),
                "is on while the server listens on more than this machine",
            );
            note(
                !base_url.is_https() && !base_url.is_loopback(),
                settings::BASE_URL.name(),
                "is http on another machine: tokens travel in the clear, and browsers treat the page as insecure",
            );
        }
    }
    problems
}

/// Returns what is allowed but probably unintended, in any environment. `check` reports it, and production at each
/// start.
pub(super) fn doubtful_settings(config: &Config) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut note = |is_doubtful: bool, name: &str, message: &str| {
        if is_doubtful {
            problems.push(Problem::new(name, message));
        }
    };
    let everybody = config
        .network
        .trusted_proxies
        .iter()
        .any(|network| network.prefix_len() == 0);
    note(
        everybody,
        settings::TRUSTED_PROXIES.name(),
        "trusts everybody: any client could give itself any address",
    );
    note(
        config
            .secrets
            .current
            .iter()
            .chain(&config.secrets.previous)
            .any(|secret| !is_random(secret.expose())),
        settings::SECRET.name(),
        "is not random: make one with `openssl rand -base64 32`",
    );
    let network = &config.network;
    note(
        config.mode.environment == Environment::Development
            && network.base_url.is_loopback()
            && network.base_url.port() != network.site_addr.port(),
        settings::BASE_URL.name(),
        "has another port than LEPTOS_SITE_ADDR: unless something forwards, pages opened there are of another origin, and sign-ins are refused",
    );
    note(
        config.mode.environment == Environment::Production && config.mail.smtp_url.is_none(),
        settings::SMTP_URL.name(),
        "is not set: nobody can sign up or reset a password, and no notice is sent",
    );
    note(
        config.mail.smtp_url.is_some() && config.mail.from.is_none(),
        settings::MAIL_FROM.name(),
        "is not set: mail comes from `no-reply` at the host of the base URL, which may not be yours to send from",
    );
    let tokens = &config.tokens;
    note(
        tokens.clock_leeway > LONGEST_LEEWAY,
        settings::CLOCK_LEEWAY.name(),
        "is more than a minute: expired tokens would live on",
    );
    note(
        tokens.reuse_grace > LONGEST_GRACE,
        settings::REUSE_GRACE.name(),
        "is more than a minute: a stolen refresh token would go unnoticed",
    );
    note(
        tokens.access_ttl > LONGEST_ACCESS,
        settings::ACCESS_TTL.name(),
        "is more than an hour: other services would accept the tokens of ended sessions for as long",
    );
    note(
        config
            .network
            .metrics_addr
            .is_some_and(|addr| is_public(addr.ip())),
        settings::METRICS_ADDR.name(),
        "is a public address: the metrics are for the operator; listen on a private one",
    );
    note(
        is_unverified(config.storage.database_url.expose()),
        settings::DATABASE_URL.name(),
        "is a PostgreSQL server on another machine without `sslmode=verify-full`: whoever is in between could read and change everything",
    );
    problems
}

/// Returns whether bytes appear random. A text or a pattern has few distinct bytes, or only printable ones.
fn is_random(bytes: &[u8]) -> bool {
    let mut different = bytes.to_vec();
    different.sort_unstable();
    different.dedup();
    different.len() >= DIFFERENT_BYTES
        && !bytes
            .iter()
            .all(|byte| byte.is_ascii_graphic() || *byte == b' ')
}

/// Returns whether an address is reachable from beyond this machine and its private networks. An unspecified address
/// listens on all interfaces.
fn is_public(ip: std::net::IpAddr) -> bool {
    match ip.to_canonical() {
        std::net::IpAddr::V4(ip) => !(ip.is_loopback() || ip.is_private() || ip.is_link_local()),
        std::net::IpAddr::V6(ip) => {
            !(ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local())
        }
    }
}

/// Returns whether a URL names a remote PostgreSQL server without verifying its identity. Sockets and loopback need
/// no TLS.
fn is_unverified(url: &str) -> bool {
    if !url.starts_with("postgres") {
        return false;
    }
    let Ok(url) = Url::parse(url) else {
        return true;
    };
    let parameter = |name: &str| {
        url.query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    let host = parameter("host").or_else(|| url.host_str().map(str::to_owned));
    let host = host.as_deref().unwrap_or_default();
    let is_socket = host.is_empty() || host.starts_with(['/', '%']);
    let is_loopback = host
        .trim_matches(['[', ']'])
        .parse::<std::net::IpAddr>()
        .is_ok_and(|ip| ip.is_loopback());
    let mode = parameter("sslmode").or_else(|| parameter("ssl-mode"));
    !(is_socket || host == "localhost" || is_loopback) && mode.as_deref() != Some("verify-full")
}

/// Describes in one sentence, for `check`, how a client's address is determined.
pub(super) fn clients(config: &Config) -> String {
    let network = &config.network;
    match (network.trusted_proxies.as_slice(), network.proxies_are_known) {
        ([], true) => {
            "clients connect directly: a client's address is that of its connection, and no forwarding header is believed".to_owned()
        }
        ([], false) => {
            "no proxy is named: a client's address is that of its connection; behind a proxy all clients would count as one".to_owned()
        }
        (proxies, _) => format!(
            "a client's address is the last one in `{}` that was not written by {}; every other forwarding header is ignored",
            network.proxy_header.as_str(),
            listed(proxies)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remote_postgresql_must_prove_who_it_is() {
        for url in [
            "postgres://u:p@db.example/l",
            "postgres://u:p@db.example:5432/l?sslmode=require",
            "postgresql://10.0.0.5/l?sslmode=verify-ca",
            "postgres://u@[2001:db8::1]:5432/l",
            "postgres:///l?host=db.example",
        ] {
            assert!(is_unverified(url), "{url}");
        }
        for url in [
            "sqlite://data/latchkey.db",
            "postgres://u:p@localhost/l",
            "postgres://127.0.0.1:5432/l",
            "postgres://[::1]/l",
            "postgres:///l?host=/run/postgresql",
            "postgres://%2Frun%2Fpostgresql/l",
            "postgres://u:p@db.example/l?sslmode=verify-full&sslrootcert=/ca.pem",
        ] {
            assert!(!is_unverified(url), "{url}");
        }
    }

    #[test]
    fn a_secret_that_is_a_text_or_a_pattern_is_not_random() {
        assert!(
            !is_random(&[7; 32])
                && !is_random(b"0123456789abcdef0123456789abcdef")
                && !is_random(b"correct horse battery staple 123")
        );
        let random: Vec<u8> = (0..32u8)
            .map(|n| n.wrapping_mul(37).wrapping_add(11))
            .collect();
        assert!(is_random(&random));
    }

    #[test]
    fn public_is_what_others_reach() {
        let public = |text: &str| text.parse().is_ok_and(is_public);
        assert!(
            public("0.0.0.0") && public("::") && public("203.0.113.1") && public("2001:db8::1")
        );
        assert!(
            !public("127.0.0.1")
                && !public("10.0.0.1")
                && !public("192.168.1.1")
                && !public("fd00::1")
                && !public("::1")
        );
    }
}
