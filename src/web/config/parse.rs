//! Reading values: each function takes what the person wrote and says what it expected instead.

use std::{net::IpAddr, net::SocketAddr, time::Duration};

use humantime::parse_duration;
use ipnet::IpNet;

/// The longest duration that makes sense anywhere here. Sums of a few of these and the time of day stay far from overflow.
const LONGEST: Duration = Duration::from_secs(3650 * 24 * 3600);

/// `300s`, `5m`, `14d`, `1h 30m`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    match parse_duration(text) {
        Ok(duration) if duration <= LONGEST => Ok(duration),
        Ok(_) => Err(format!("is `{text}`, expected no more than ten years")),
        Err(_) => Err(format!(
            "is `{text}`, expected a duration like `300s`, `5m` or `14d`"
        )),
    }
}

/// A duration that JWT can express: NumericDate counts in seconds (RFC 7519 §2).
pub(super) fn whole_seconds(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        duration if duration.subsec_nanos() == 0 => Ok(duration),
        _ => Err(format!("is `{text}`, expected whole seconds")),
    }
}

/// A duration of at least a second.
pub(super) fn lifetime(text: &str) -> Result<Duration, String> {
    match whole_seconds(text)? {
        Duration::ZERO => Err(format!("is `{text}`, expected at least `1s`")),
        duration => Ok(duration),
    }
}

/// A duration as a person writes it: in the largest unit that divides it (`14d`, not `1209600s`).
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

/// `on` or `off`, and what else people write for them.
pub(super) fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "on" | "true" | "1" => Ok(true),
        "off" | "false" | "0" => Ok(false),
        _ => Err(format!("is `{text}`, expected `on` or `off`")),
    }
}

/// The opposite of [`switch`].
pub(super) fn show_switch(on: &bool) -> String {
    if *on { "on" } else { "off" }.to_owned()
}

/// A number of things, at least one.
pub(super) fn count(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(count) if count > 0 => Ok(count),
        _ => Err(format!(
            "is `{text}`, expected a whole number from 1 to {}",
            u32::MAX
        )),
    }
}

/// An address to listen on.
pub(super) fn socket_addr(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        format!(
            "is `{text}`, expected an IP address and a port like `127.0.0.1:3000` or `[::]:3000`"
        )
    })
}

/// Networks in CIDR notation, or single addresses, separated by commas.
pub(super) fn networks(text: &str) -> Result<Vec<IpNet>, String> {
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

/// The items of a list separated by commas, trimmed, empty ones left out.
pub(super) fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
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
}
