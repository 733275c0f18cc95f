//! The one origin that the server serves.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

/// An origin (RFC 6454 §4): scheme, host and port, in the form in which browsers write it in `Origin`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    origin: String,
    host: String,
    is_https: bool,
}

impl BaseUrl {
    /// Reads `https://host` or `http://host:port`. Nothing but a single trailing slash may follow.
    ///
    /// # Errors
    /// What is wrong with it, as the end of a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.contains('@') {
            // Not echoed: what stands before the `@` may be a password.
            return Err(
                "holds a user name or password; expected an origin like `https://latchkey.example`"
                    .to_owned(),
            );
        }
        let refused = |why: &str| {
            Err(format!(
                "is `{text}`, {why}; expected an origin like `https://latchkey.example`"
            ))
        };
        let Some((scheme, rest)) = text.split_once("://") else {
            return refused("which has no scheme");
        };
        let is_https = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return refused("which is neither http nor https"),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains(['/', '?', '#', '\\']) {
            return refused("which has a path or query");
        }
        let Some((host, port)) = split_port(rest) else {
            return refused("whose port is wrong");
        };
        let Some(host) = host_name(host) else {
            return refused("whose host is wrong");
        };
        let default_port = if is_https { 443 } else { 80 };
        let port = port
            .filter(|port| *port != default_port)
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        let scheme = if is_https { "https" } else { "http" };
        Ok(Self {
            origin: format!("{scheme}://{host}{port}"),
            host,
            is_https,
        })
    }

    /// `http://localhost` at `port`.
    pub(super) fn localhost(port: u16) -> Self {
        Self {
            origin: format!("http://localhost:{port}"),
            host: "localhost".to_owned(),
            is_https: false,
        }
    }

    /// The origin, without a trailing slash: `https://latchkey.example`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host without a port, lower case; IPv6 in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether cookies can be `Secure`.
    pub fn is_https(&self) -> bool {
        self.is_https
    }

    /// Whether the host is this machine, which browsers trust without https (Secure Contexts §3.1).
    pub fn is_loopback(&self) -> bool {
        let bare = self.host.trim_start_matches('[').trim_end_matches(']');
        self.host == "localhost"
            || self.host.ends_with(".localhost")
            || bare.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

/// Host and port, where there is one; `None` for a port that is none.
fn split_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let after_brackets = authority.rfind(']').map_or(0, |end| end + 1);
    let Some(colon) = authority[after_brackets..]
        .find(':')
        .map(|at| at + after_brackets)
    else {
        return Some((authority, None));
    };
    let digits = &authority[colon + 1..];
    let port = digits
        .parse()
        .ok()
        .filter(|port| *port > 0 && digits.bytes().all(|b| b.is_ascii_digit()))?;
    Some((&authority[..colon], Some(port)))
}

/// The host as browsers write it: a name in lower case, IPv4, or IPv6 in brackets. Names of other alphabets come as `xn--…`.
fn host_name(host: &str) -> Option<String> {
    if let Some(inner) = host.strip_prefix('[') {
        let address: Ipv6Addr = inner.strip_suffix(']')?.parse().ok()?;
        return Some(format!("[{address}]"));
    }
    let host = host.to_ascii_lowercase();
    let label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    // A last label of digits makes it an IPv4 address (WHATWG URL, "ends in a number").
    let is_number = host
        .rsplit('.')
        .next()
        .is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    let well_formed = host.len() <= 253
        && host.split('.').all(label)
        && (!is_number || host.parse::<Ipv4Addr>().is_ok());
    well_formed.then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for (text, origin) in [
            ("http://localhost:3000", "http://localhost:3000"),
            ("HTTPS://Latchkey.Example/", "https://latchkey.example"),
            ("https://latchkey.example:443", "https://latchkey.example"),
            ("http://latchkey.example:80/", "http://latchkey.example"),
            ("https://latchkey.example:80", "https://latchkey.example:80"),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("https://[2001:DB8:0::1]:8443", "https://[2001:db8::1]:8443"),
        ] {
            assert_eq!(
                BaseUrl::parse(text).as_ref().map(BaseUrl::origin),
                Ok(origin),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_more_or_less_than_an_origin_is_refused() {
        for text in [
            "",
            "localhost:3000",
            "ftp://a.example",
            "https://",
            "https:///",
            "https://a.example/app",
            "https://a.example//",
            "https://a.example?x",
            "https://a.example#x",
            "https://u:p@a.example",
            "https://a.example:",
            "https://a.example:0",
            "https://a.example:+80",
            "https://a.example:99999",
            "https://a..example",
            "https://a b",
            "https://café.example",
            "https://300.1.1.1",
            "https://2001:db8::1",
            "https://[2001:db8::1",
            "https://a.example\\b",
        ] {
            assert!(BaseUrl::parse(text).is_err(), "{text}");
        }
        assert!(
            BaseUrl::parse("https://user:hunter2@a.example")
                .is_err_and(|message| !message.contains("hunter2"))
        );
    }

    #[test]
    fn loopback_is_known() {
        let is_loopback = |text: &str| BaseUrl::parse(text).is_ok_and(|url| url.is_loopback());
        assert!(
            is_loopback("http://localhost")
                && is_loopback("http://127.0.0.2")
                && is_loopback("http://[::1]:3000")
        );
        assert!(!is_loopback("http://localhost.example") && !is_loopback("http://192.0.2.1"));
    }
}
