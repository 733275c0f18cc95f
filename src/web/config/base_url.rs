//! The one origin that the server serves.

use std::{fmt, net::IpAddr};

use url::{Host, ParseError, Url};

/// An origin (RFC 6454 §4): scheme, host and port, in the form in which browsers write it in `Origin`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    origin: String,
    host: String,
    port: u16,
    is_https: bool,
}

impl BaseUrl {
    /// Parses `https://host` or `http://host:port`, followed by at most one slash.
    ///
    /// # Errors
    /// What is wrong with the text, as the end of a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.contains('@') {
            // Not echoed, because the part before the `@` may contain a password.
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
        let Some((_, authority)) = text.split_once("://") else {
            return refused("which has no scheme");
        };
        let authority = authority.strip_suffix('/').unwrap_or(authority);
        let url = match Url::parse(text) {
            Ok(url) => url,
            Err(ParseError::RelativeUrlWithoutBase) => return refused("which has no scheme"),
            Err(ParseError::InvalidPort) => return refused("whose port is wrong"),
            Err(_) => return refused("whose host is wrong"),
        };
        if !matches!(url.scheme(), "http" | "https") {
            return refused("which is neither http nor https");
        }
        if authority.contains(['/', '?', '#', '\\']) {
            return refused("which has a path or query");
        }
        if authority.ends_with(':') || url.port() == Some(0) {
            return refused("whose port is wrong");
        }
        let host = url.host_str().unwrap_or_default();
        if !is_as_written(url.host(), authority) {
            return refused("whose host is wrong");
        }
        Ok(Self {
            origin: url.origin().ascii_serialization(),
            host: host.to_owned(),
            port: url.port_or_known_default().unwrap_or_default(),
            is_https: url.scheme() == "https",
        })
    }

    /// Returns `http://localhost` at `port`.
    pub(super) fn localhost(port: u16) -> Self {
        Self {
            origin: format!("http://localhost:{port}"),
            host: "localhost".to_owned(),
            port,
            is_https: false,
        }
    }

    /// Returns the origin without a trailing slash: `https://latchkey.example`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns the host without a port, in lower case; IPv6 in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns the port, which the origin leaves out where it is that of the scheme.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns whether the origin uses https, so that cookies can be `Secure`.
    pub fn is_https(&self) -> bool {
        self.is_https
    }

    /// Returns whether the host is this machine, which browsers trust without https (Secure Contexts §3.1).
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

/// Returns whether a host is in plain spelling: a name of letters, digits and hyphens, or an address.
///
/// A URL allows many other spellings (escapes, other alphabets, other number bases). An operator hardly means them
/// and a client has no reason to send them.
fn is_as_written(host: Option<Host<&str>>, authority: &str) -> bool {
    let written = authority.split(':').next().unwrap_or_default();
    match host {
        Some(Host::Domain(name)) => {
            let is_plain = |label: &str| {
                !label.is_empty()
                    && label
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            };
            name.len() <= 253 && name.split('.').all(is_plain) && written.eq_ignore_ascii_case(name)
        }
        Some(Host::Ipv4(address)) => written == address.to_string(),
        Some(Host::Ipv6(_)) => true,
        None => false,
    }
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
            ("https://[::ffff:192.0.2.1]", "https://[::ffff:c000:201]"),
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
            "https://127.1",
            "https://0x7f.0.0.1",
            "https://%61.example",
            "https://a\n.example",
            "https://a.example.",
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
