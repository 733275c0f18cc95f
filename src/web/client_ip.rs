//! The client's address, used by limits and by the activity page (ASVS 4.1.3, 15.3.4).
//!
//! A forwarding header is an unverified claim of the peer. It is believed only from a trusted proxy, and only for the
//! rightmost entries, which trusted proxies wrote. Entries further left come from the client and may be forged. Pure:
//! reads headers, nothing else.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The one forwarding header that is believed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProxyHeader {
    /// `X-Forwarded-For`.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

impl ProxyHeader {
    /// Returns the word in the settings, which is the header's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::XForwardedFor => "x-forwarded-for",
            Self::Forwarded => "forwarded",
        }
    }
}

/// Returns the client's address, IPv4-mapped IPv6 as IPv4.
///
/// `trusted` are the networks of the operator's proxies, `believed` is the header that they write. Any other
/// forwarding header is ignored, since proxies pass it through as the client wrote it.
pub fn client_ip(
    peer: IpAddr,
    headers: &HeaderMap,
    trusted: &[IpNet],
    believed: ProxyHeader,
) -> IpAddr {
    let peer = peer.to_canonical();
    if trusted.is_empty() {
        return peer;
    }
    match believed {
        ProxyHeader::Forwarded => joined(headers, &header::FORWARDED).map_or(peer, |value| {
            walk(peer, split(&value, ',').map(forwarded_for), trusted)
        }),
        ProxyHeader::XForwardedFor => joined(headers, &X_FORWARDED_FOR).map_or(peer, |value| {
            walk(peer, value.split(',').map(node), trusted)
        }),
    }
}

/// Follows the hops from the right as long as each reporter is trusted.
///
/// A hop that hides its address (RFC 7239 §6.2, §6.3) or is malformed is `None`: entries left of it are not believed.
fn walk(peer: IpAddr, hops: impl Iterator<Item = Option<IpAddr>>, trusted: &[IpNet]) -> IpAddr {
    let mut reporter = peer;
    for hop in hops.collect::<Vec<_>>().into_iter().rev() {
        match hop {
            Some(address) if trusted.iter().any(|network| network.contains(&reporter)) => {
                reporter = address
            }
            _ => break,
        }
    }
    reporter
}

/// Joins all lines of a header into one list (RFC 9110 §5.3). A line that is not text remains as an unreadable hop.
fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let lines: Vec<&str> = headers
        .get_all(name)
        .iter()
        .map(|line| line.to_str().unwrap_or("unreadable"))
        .collect();
    (!lines.is_empty()).then(|| lines.join(","))
}

/// Returns the `for` of one `Forwarded` element (RFC 7239 §4).
///
/// Rejects an element with an unclosed quote, since the client's quote could swallow what the proxy appended.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    if is_left_open(element) {
        return None;
    }
    split(element, ';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("for")
            .then(|| node(unquoted(value.trim())))
    })?
}

/// Removes a pair of quotes. An unpaired quote stays, so that the value is no address.
fn unquoted(value: &str) -> &str {
    value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(value)
}

/// Parses an address with or without a port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`,
/// `[2001:db8::1]:80`.
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    let address = bare
        .parse()
        .ok()
        .or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))?;
    Some(IpAddr::to_canonical(&address))
}

/// Splits at each `separator` outside a quoted string (RFC 9110 §5.6.4).
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quotes = Quotes::default();
    text.split(move |c| {
        let inside = quotes.quoted;
        quotes.read(c);
        c == separator && !inside
    })
}

/// Returns whether a quoted string is unclosed.
fn is_left_open(text: &str) -> bool {
    let mut quotes = Quotes::default();
    text.chars().for_each(|c| quotes.read(c));
    quotes.quoted
}

/// The state of a reader within a list with quoted strings.
#[derive(Default)]
struct Quotes {
    quoted: bool,
    escaped: bool,
}

impl Quotes {
    fn read(&mut self, c: char) {
        match c {
            _ if self.escaped => self.escaped = false,
            '\\' if self.quoted => self.escaped = true,
            '"' => self.quoted = !self.quoted,
            _ => {}
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const PROXY: &str = "10.0.0.1";

    fn seen(peer: &str, lines: &[(&'static str, &str)]) -> String {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        let trusted = ["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        let believed = if lines.first().is_some_and(|(name, _)| *name == "forwarded") {
            ProxyHeader::Forwarded
        } else {
            ProxyHeader::XForwardedFor
        };
        client_ip(peer.parse().unwrap(), &headers, &trusted, believed).to_string()
    }

    #[test]
    fn a_stranger_is_not_believed() {
        assert_eq!(
            seen(
                "203.0.113.9",
                &[
                    ("x-forwarded-for", "192.0.2.1"),
                    ("forwarded", "for=192.0.2.1")
                ]
            ),
            "203.0.113.9"
        );
    }

    #[test]
    fn without_a_header_it_is_the_peer() {
        assert_eq!(seen(PROXY, &[]), PROXY);
        assert_eq!(seen("::ffff:203.0.113.9", &[]), "203.0.113.9");
    }

    #[test]
    fn the_rightmost_untrusted_hop_is_the_client() {
        assert_eq!(
            seen(
                PROXY,
                &[("x-forwarded-for", "1.1.1.1, 192.0.2.1, 10.0.0.7")]
            ),
            "192.0.2.1"
        );
        assert_eq!(
            seen(
                "::ffff:10.0.0.1",
                &[("x-forwarded-for", "::ffff:192.0.2.1")]
            ),
            "192.0.2.1"
        );
        assert_eq!(
            seen(
                PROXY,
                &[
                    ("x-forwarded-for", "1.1.1.1"),
                    ("x-forwarded-for", "192.0.2.1, fd00::2")
                ]
            ),
            "192.0.2.1"
        );
    }

    #[test]
    fn only_our_own_proxies_is_the_outermost_of_them() {
        assert_eq!(
            seen(PROXY, &[("x-forwarded-for", "10.0.0.3, 10.0.0.2")]),
            "10.0.0.3"
        );
    }

    #[test]
    fn forwarded_is_read_in_every_spelling() {
        for (value, client) in [
            ("for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60"),
            ("proto=http; For=192.0.2.60", "192.0.2.60"),
            ("for=\"192.0.2.60:4711\"", "192.0.2.60"),
            ("For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17"),
            (
                "for=9.9.9.9;ext=\"a,\\\",b\", for=192.0.2.60;ext=\"for=8.8.8.8, x;y\"",
                "192.0.2.60",
            ),
            ("for=1.1.1.1, for=192.0.2.60, for=10.0.0.9", "192.0.2.60"),
        ] {
            assert_eq!(seen(PROXY, &[("forwarded", value)]), client, "{value}");
        }
    }

    #[test]
    fn a_hidden_or_broken_hop_ends_the_walk() {
        for value in [
            "for=unknown",
            "for=_hidden",
            "by=192.0.2.1",
            "",
            "for=\"192.0.2.1",
            "for=\"1.1.1.1, for=192.0.2.1",
            "for=1.1.1.1, for=300.1.1.1",
            "for=1.1.1.1;\", for=192.0.2.1",
            "for=1.1.1.1;x=\", for=\"192.0.2.1\"",
        ] {
            assert_eq!(seen(PROXY, &[("forwarded", value)]), PROXY, "{value}");
        }
        assert_eq!(
            seen(PROXY, &[("x-forwarded-for", "1.1.1.1, unknown, 10.0.0.5")]),
            "10.0.0.5"
        );
    }

    #[test]
    fn another_header_neither_hides_nor_changes_the_client() {
        assert_eq!(
            seen(
                PROXY,
                &[
                    ("x-forwarded-for", "192.0.2.1"),
                    ("forwarded", "for=198.51.100.7")
                ]
            ),
            "192.0.2.1"
        );
        assert_eq!(
            seen(
                PROXY,
                &[
                    ("forwarded", "for=192.0.2.1"),
                    ("x-forwarded-for", "198.51.100.7")
                ]
            ),
            "192.0.2.1"
        );
    }

    #[test]
    fn without_a_proxy_no_header_is_believed() {
        let mut headers = HeaderMap::new();
        headers.append(X_FORWARDED_FOR, "192.0.2.1".parse().unwrap());
        assert_eq!(
            client_ip([10, 0, 0, 1].into(), &headers, &[], ProxyHeader::default()).to_string(),
            PROXY
        );
    }
}
