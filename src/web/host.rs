//! Verifies the host that a request names. Only the host of the base URL is served, so that DNS names of others which
//! point to this server (DNS rebinding) never show a page of it.

use axum::extract::Request;
use http::header;

use super::{
    AppState,
    config::{BaseUrl, Environment},
};
use crate::{error::Code, paths};

/// Verifies that the request is for this host (RFC 9110 §7.4).
///
/// Health probes may use the address of the server instead. A request that names no host is accepted.
///
/// # Errors
/// `misdirected`.
pub fn check(state: &AppState, request: &Request) -> Result<(), Code> {
    let is_probe = [paths::HEALTHZ, paths::READYZ].contains(&request.uri().path());
    let base_url = &state.config.network.base_url;
    let is_development = state.config.mode.environment == Environment::Development;
    if is_probe
        || named(request)
            .all(|host| host.is_some_and(|host| is_served(host, base_url, is_development)))
    {
        return Ok(());
    }
    Err(Code::Misdirected)
}

/// Returns every host that the request names: in its target (including HTTP/2's `:authority`) and in `Host`. An item
/// is `None` if it is not text.
fn named(request: &Request) -> impl Iterator<Item = Option<&str>> {
    let target = request
        .uri()
        .authority()
        .map(|authority| Some(authority.as_str()));
    target.into_iter().chain(
        request
            .headers()
            .get_all(header::HOST)
            .iter()
            .map(|host| host.to_str().ok()),
    )
}

fn is_served(host: &str, base_url: &BaseUrl, is_development: bool) -> bool {
    let (scheme, authority) = base_url.origin().split_once("://").unwrap_or_default();
    if host == authority {
        return true;
    }
    if host.contains('/') {
        return false;
    }
    // The same host may be spelled differently or carry the default port.
    BaseUrl::parse(&format!("{scheme}://{host}")).is_ok_and(|named| {
        named.origin() == base_url.origin() || (is_development && named.is_loopback())
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_the_host_of_the_base_url_is_served() {
        let base_url = BaseUrl::parse("https://latchkey.example").unwrap();
        for host in ["latchkey.example", "Latchkey.Example:443"] {
            assert!(is_served(host, &base_url, false), "{host}");
        }
        for host in [
            "",
            "evil.test",
            "latchkey.example.evil.test",
            "latchkey.example:444",
            "localhost",
            "127.0.0.1",
            "a@latchkey.example",
            "latchkey.example/",
        ] {
            assert!(!is_served(host, &base_url, false), "{host}");
        }
    }

    #[test]
    fn a_developer_may_use_any_name_of_the_machine() {
        let base_url = BaseUrl::parse("http://localhost:3000").unwrap();
        for host in [
            "localhost:3000",
            "localhost:8080",
            "127.0.0.1:3000",
            "[::1]:3000",
        ] {
            assert!(is_served(host, &base_url, true), "{host}");
        }
        assert!(
            !is_served("192.0.2.1:3000", &base_url, true)
                && !is_served("evil.test:3000", &base_url, true)
        );
    }
}
