//! Parses and formats values. The error of a parser is the end of a sentence that says what was expected instead.

use std::{
    fmt::Display,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    str::FromStr,
    time::Duration,
};

use humantime::parse_duration;
use ipnet::IpNet;

use super::sections::Environment;
use crate::{
    rules::alg::SigningAlg,
    services::{SignUpPolicy, mail},
    web::client_ip::ProxyHeader,
};

/// The longest accepted duration. Sums of a few of these and the time of day stay far from overflow.
const LONGEST: Duration = Duration::from_secs(3650 * 24 * 3600);

/// Parses a duration: `300s`, `5m`, `14d`, `1h 30m`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    match parse_duration(text) {
        Ok(duration) if duration <= LONGEST => Ok(duration),
        Ok(_) => Err(format!("is `{text}`, expected no more than ten years")),
        Err(_) => Err(format!(
            "is `{text}`, expected a duration like `300s`, `5m` or `14d`"
        )),
    }
}

/// Parses a duration of whole seconds, the unit of JWT's NumericDate (RFC 7519 §2).
pub(super) fn whole_seconds(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        duration if duration.subsec_nanos() == 0 => Ok(duration),
        _ => Err(format!("is `{text}`, expected whole seconds")),
    }
}

/// Parses a duration of at least one second.
pub(super) fn lifetime(text: &str) -> Result<Duration, String> {
    match whole_seconds(text)? {
        Duration::ZERO => Err(format!("is `{text}`, expected at least `1s`")),
        duration => Ok(duration),
    }
}

/// Formats a duration in the largest unit that divides it (`14d`, not `1209600s`).
pub(super) fn show_duration(duration: &Duration) -> String {
    let units = [
        ("d", 86_400_000),
        ("h", 3_600_000),
        ("m", 60_000),
        ("s", 1_000),
    ];
    let whole = |unit: u128| duration.as_nanos().is_multiple_of(unit * 1_000_000);
    match units
        .into_iter()
        .find(|(_, unit)| !duration.is_zero() && whole(*unit))
    {
        Some((name, unit)) => format!("{}{name}", duration.as_millis() / unit),
        None if duration.is_zero() => "0s".to_owned(),
        None => humantime::format_duration(*duration).to_string(),
    }
}

/// Parses `on` or `off` and their common synonyms.
pub(super) fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "on" | "true" | "1" => Ok(true),
        "off" | "false" | "0" => Ok(false),
        _ => Err(format!("is `{text}`, expected `on` or `off`")),
    }
}

pub(super) fn show_switch(on: &bool) -> String {
    if *on { "on" } else { "off" }.to_owned()
}

/// Parses a count of at least one.
pub(super) fn count(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(count) if count > 0 => Ok(count),
        _ => Err(format!(
            "is `{text}`, expected a whole number from 1 to {}",
            u32::MAX
        )),
    }
}

/// Parses an address to listen on.
pub(super) fn socket_addr(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        format!(
            "is `{text}`, expected an IP address and a port like `127.0.0.1:3000` or `[::]:3000`"
        )
    })
}

/// Parses networks in CIDR notation, or single addresses, separated by commas.
fn networks(text: &str) -> Result<Vec<IpNet>, String> {
    items(text)
        .map(|item| {
            item.parse()
                .or_else(|_| item.parse::<IpAddr>().map(IpNet::from))
                .map_err(|_| {
                    format!("holds `{item}`, expected networks like `10.0.0.0/8, fd00::/8`")
                })
        })
        .collect()
}

/// Splits a comma-separated list into trimmed items and omits empty ones.
pub(super) fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

/// Parses a value; an empty text is `None`.
pub(super) fn optional<T>(
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Result<Option<T>, String> {
    match text {
        "" => Ok(None),
        text => parse(text).map(Some),
    }
}

pub(super) fn show_optional<T: Display>(value: &Option<T>) -> String {
    value.as_ref().map(T::to_string).unwrap_or_default()
}

pub(super) fn number<N: FromStr + PartialOrd + Display>(
    text: &str,
    least: N,
    most: N,
) -> Result<N, String> {
    let expected = format!("is `{text}`, expected a number from {least} to {most}");
    text.parse()
        .ok()
        .filter(|number| *number >= least && *number <= most)
        .ok_or(expected)
}

/// Parses networks or the word `none`. An empty text is `None`: not specified.
pub(super) fn proxies(text: &str) -> Result<Option<Vec<IpNet>>, String> {
    match text {
        "" => Ok(None),
        "none" => Ok(Some(Vec::new())),
        text => {
            networks(text).map(|networks| Some(networks).filter(|networks| !networks.is_empty()))
        }
    }
}

pub(super) fn show_proxies(proxies: &Option<Vec<IpNet>>) -> String {
    match proxies.as_deref() {
        None => String::new(),
        Some([]) => "none".to_owned(),
        Some(networks) => listed(networks),
    }
}

/// Formats items as a comma-separated list.
pub(super) fn listed<T: Display>(items: &[T]) -> String {
    items
        .iter()
        .map(T::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

pub(super) fn proxy_header(text: &str) -> Result<ProxyHeader, String> {
    [ProxyHeader::XForwardedFor, ProxyHeader::Forwarded]
        .into_iter()
        .find(|header| header.as_str().eq_ignore_ascii_case(text))
        .ok_or_else(|| format!("is `{text}`, expected `x-forwarded-for` or `forwarded`"))
}

pub(super) fn environment(text: &str) -> Result<Environment, String> {
    [Environment::Development, Environment::Production]
        .into_iter()
        .find(|environment| environment.to_string() == text)
        .ok_or_else(|| format!("is `{text}`, expected `development` or `production`"))
}

pub(super) fn sign_up(text: &str) -> Result<SignUpPolicy, String> {
    SignUpPolicy::ALL
        .into_iter()
        .find(|policy| policy.as_str() == text)
        .ok_or_else(|| format!("is `{text}`, expected `open`, `invite` or `closed`"))
}

pub(super) fn sender(text: &str) -> Result<String, String> {
    if mail::is_sender(text) {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "is `{text}`, expected an address, or `Name <address>`"
        ))
    }
}

pub(super) fn algorithm(text: &str) -> Result<SigningAlg, String> {
    SigningAlg::parse(text).ok_or_else(|| {
        let names = SigningAlg::ALL.map(SigningAlg::as_str).join("`, `");
        format!("is `{text}`, expected `{names}`")
    })
}

pub(super) fn directory(text: &str) -> Result<PathBuf, String> {
    match text {
        "" => Err("is empty, expected a path".to_owned()),
        text => Ok(PathBuf::from(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_write_them() {
        for (text, seconds) in [
            ("300s", 300),
            ("5m", 300),
            ("14d", 1_209_600),
            ("1h 30m", 5_400),
            ("0s", 0),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "5", "5 parsecs", "-5s", "five minutes", "1000y"] {
            assert!(duration(text).is_err(), "{text}");
        }
        assert!(
            whole_seconds("1500ms").is_err() && lifetime("0s").is_err() && lifetime("1s").is_ok()
        );
    }

    #[test]
    fn durations_are_shown_in_the_largest_unit_that_divides_them() {
        for text in ["0s", "1s", "90s", "5m", "36h", "14d", "90d", "1s 500ms"] {
            assert_eq!(
                duration(text).as_ref().map(show_duration).as_deref(),
                Ok(text)
            );
        }
    }

    #[test]
    fn switches_read_in_every_spelling() {
        for on in ["on", "ON", "true", "1"] {
            assert_eq!(switch(on), Ok(true));
        }
        for off in ["off", "false", "0"] {
            assert_eq!(switch(off), Ok(false));
        }
        assert!(switch("yes").is_err() && switch("").is_err());
    }

    #[test]
    fn a_count_is_a_whole_number() {
        assert_eq!(count("10000"), Ok(10_000));
        assert!(
            ["", "0", "-1", "1.5", "many", "99999999999"]
                .iter()
                .all(|text| count(text).is_err())
        );
    }

    #[test]
    fn networks_are_listed_with_commas() {
        let networks = networks("10.0.0.0/8, 192.0.2.7,fd00::/8,")
            .map(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(
            networks,
            Ok(vec![
                "10.0.0.0/8".to_owned(),
                "192.0.2.7/32".into(),
                "fd00::/8".into()
            ])
        );
        assert!(super::networks("10.0.0.0/33").is_err() && super::networks("proxy.local").is_err());
    }

    #[test]
    fn numbers_stay_within_their_bounds() {
        assert_eq!(number("8", 8, 64), Ok(8));
        for text in ["7", "65", "", "-1", "eight", "8.0"] {
            assert!(number::<usize>(text, 8, 64).is_err(), "{text}");
        }
    }

    #[test]
    fn no_proxy_is_said_and_not_left_out() {
        assert_eq!(
            (proxies(""), proxies("none"), proxies(" , ")),
            (Ok(None), Ok(Some(Vec::new())), Ok(None))
        );
        assert!(proxies("10.0.0.0/8, none").is_err());
    }
}
