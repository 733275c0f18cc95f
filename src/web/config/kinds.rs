//! The kinds of values that settings have: how each is named, parsed and displayed.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use ipnet::IpNet;

use super::{
    base_url::BaseUrl,
    parse::{
        algorithm, count, directory, duration, environment, items, lifetime, number, optional,
        proxies, proxy_header, sender, show_duration, show_optional, show_proxies, show_switch,
        sign_up, socket_addr, switch, whole_seconds,
    },
    secret::Secret,
    secret_url::SecretUrl,
    sections::Environment,
};
use crate::{rules::alg::SigningAlg, services::SignUpPolicy, web::client_ip::ProxyHeader};

/// A kind of value.
pub(super) struct Kind<T> {
    /// The name of the kind in the documentation, with the unit.
    pub(super) unit: &'static str,
    /// Parses the trimmed text.
    pub(super) parse: fn(&str) -> Result<T, String>,
    /// Formats a value for operators. Redacts secrets and passwords.
    pub(super) show: fn(&T) -> String,
}

pub(super) const DURATION: Kind<Duration> = Kind {
    unit: "a duration",
    parse: duration,
    show: show_duration,
};
pub(super) const WHOLE_SECONDS: Kind<Duration> = Kind {
    unit: "a duration in whole seconds",
    parse: whole_seconds,
    show: show_duration,
};
pub(super) const LIFETIME: Kind<Duration> = Kind {
    unit: "a duration in whole seconds, at least `1s`",
    parse: lifetime,
    show: show_duration,
};
pub(super) const SWITCH: Kind<bool> = Kind {
    unit: "`on` or `off`",
    parse: switch,
    show: show_switch,
};
pub(super) const COUNT: Kind<u32> = Kind {
    unit: "a number, at least 1",
    parse: count,
    show: u32::to_string,
};
pub(super) const SESSIONS: Kind<u32> = Kind {
    unit: "a number from 1 to 1000000",
    parse: |text| number(text, 1, 1_000_000),
    show: u32::to_string,
};
pub(super) const PASSWORD_LENGTH: Kind<usize> = Kind {
    unit: "a number from 8 to 64",
    parse: |text| number(text, 8, 64),
    show: usize::to_string,
};
pub(super) const ADDRESS: Kind<SocketAddr> = Kind {
    unit: "an IP address and a port; port 0 takes any free one",
    parse: socket_addr,
    show: SocketAddr::to_string,
};
pub(super) const OPTIONAL_ADDRESS: Kind<Option<SocketAddr>> = Kind {
    unit: "an IP address and a port, or empty",
    parse: |text| optional(text, socket_addr),
    show: show_optional,
};
pub(super) const PROXIES: Kind<Option<Vec<IpNet>>> = Kind {
    unit: "networks separated by commas, or `none`",
    parse: proxies,
    show: show_proxies,
};
pub(super) const PROXY_HEADER: Kind<ProxyHeader> = Kind {
    unit: "`x-forwarded-for` or `forwarded`",
    parse: proxy_header,
    show: |header| header.as_str().to_owned(),
};
pub(super) const ENVIRONMENT: Kind<Environment> = Kind {
    unit: "`development` or `production`",
    parse: environment,
    show: Environment::to_string,
};
pub(super) const ALGORITHM: Kind<SigningAlg> = Kind {
    unit: "a JWS algorithm",
    parse: algorithm,
    show: SigningAlg::to_string,
};
pub(super) const ORIGIN: Kind<BaseUrl> = Kind {
    unit: "an origin",
    parse: BaseUrl::parse,
    show: BaseUrl::to_string,
};
pub(super) const DATABASE: Kind<SecretUrl> = Kind {
    unit: "a URL",
    parse: |text| SecretUrl::parse(text, &["sqlite://", "postgres://", "postgresql://"]),
    show: SecretUrl::to_string,
};
pub(super) const SMTP: Kind<Option<SecretUrl>> = Kind {
    unit: "`smtp://…` or `smtps://…`",
    parse: |text| {
        optional(text, |text| {
            SecretUrl::parse(text, &["smtp://", "smtps://"])
        })
    },
    show: show_optional,
};
pub(super) const SENDER: Kind<Option<String>> = Kind {
    unit: "an address, or `Name <address>`",
    parse: |text| optional(text, sender),
    show: |sender| sender.clone().unwrap_or_default(),
};
pub(super) const SIGN_UP: Kind<SignUpPolicy> = Kind {
    unit: "`open`, `invite` or `closed`",
    parse: sign_up,
    show: |policy| policy.as_str().to_owned(),
};
pub(super) const DIRECTORY: Kind<PathBuf> = Kind {
    unit: "a path",
    parse: directory,
    show: |path| path.display().to_string(),
};
pub(super) const SECRET: Kind<Option<Secret>> = Kind {
    unit: "base64",
    parse: |text| Secret::parse(text).map(Some),
    show: |secret| match secret {
        Some(_) => "***".to_owned(),
        None => "the development secret".to_owned(),
    },
};
pub(super) const SECRETS: Kind<Vec<Secret>> = Kind {
    unit: "base64, several separated by commas",
    parse: |text| items(text).map(Secret::parse).collect(),
    show: |secrets| vec!["***"; secrets.len()].join(", "),
};
