//! Addresses: where the server listens, what it is called, whom it believes.

use std::net::{Ipv4Addr, SocketAddr};

use ipnet::IpNet;

use super::{base_url::BaseUrl, names, parse, source::Source};
use crate::web::client_ip::ProxyHeader;

/// The server's place in the network.
#[derive(Clone, Debug)]
pub struct NetworkConfig {
    /// `LEPTOS_SITE_ADDR`, default `127.0.0.1:3000`: where it listens. Port 0 takes any free one.
    pub site_addr: SocketAddr,
    /// `LATCHKEY_BASE_URL`, default `http://localhost:3000`: the one origin that it serves.
    pub base_url: BaseUrl,
    /// `LATCHKEY_TRUSTED_PROXIES`, unset by default: networks whose forwarding header is believed, or the word `none`.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether `LATCHKEY_TRUSTED_PROXIES` says which proxies there are, be it that there is none. Production needs to know.
    pub proxies_are_known: bool,
    /// `LATCHKEY_PROXY_HEADER`, default `x-forwarded-for`: the header that those proxies write, or `forwarded`.
    pub proxy_header: ProxyHeader,
    /// `LATCHKEY_METRICS_ADDR`, default `127.0.0.1:3002`: where the metrics are. Empty turns them off.
    pub metrics_addr: Option<SocketAddr>,
}

impl NetworkConfig {
    pub(super) fn read(source: &mut Source) -> Self {
        let local = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let parse_metrics = |text: &str| {
            if text.is_empty() {
                Ok(None)
            } else {
                parse::socket_addr(text).map(Some)
            }
        };
        let show_metrics =
            |addr: &Option<SocketAddr>| addr.as_ref().map(ToString::to_string).unwrap_or_default();
        let show_networks = |proxies: &Option<Vec<IpNet>>| match proxies {
            None => String::new(),
            Some(none) if none.is_empty() => "none".to_owned(),
            Some(networks) => networks
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", "),
        };
        let proxies = source.read(names::TRUSTED_PROXIES, None, proxies, show_networks);
        Self {
            site_addr: source.read(
                names::SITE_ADDR,
                local(3000),
                parse::socket_addr,
                ToString::to_string,
            ),
            base_url: source.read(
                names::BASE_URL,
                BaseUrl::localhost(3000),
                BaseUrl::parse,
                ToString::to_string,
            ),
            proxies_are_known: proxies.is_some(),
            trusted_proxies: proxies.unwrap_or_default(),
            proxy_header: source.read(
                names::PROXY_HEADER,
                ProxyHeader::default(),
                proxy_header,
                |header| header.as_str().to_owned(),
            ),
            metrics_addr: source.read(
                names::METRICS_ADDR,
                Some(local(3002)),
                parse_metrics,
                show_metrics,
            ),
        }
    }
}

/// Networks, the word `none`, or nothing, which leaves it open.
fn proxies(text: &str) -> Result<Option<Vec<IpNet>>, String> {
    match text {
        "" => Ok(None),
        "none" => Ok(Some(Vec::new())),
        text => parse::networks(text)
            .map(|networks| Some(networks).filter(|networks| !networks.is_empty())),
    }
}

fn proxy_header(text: &str) -> Result<ProxyHeader, String> {
    [ProxyHeader::XForwardedFor, ProxyHeader::Forwarded]
        .into_iter()
        .find(|header| header.as_str().eq_ignore_ascii_case(text))
        .ok_or_else(|| format!("is `{text}`, expected `x-forwarded-for` or `forwarded`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_proxy_is_said_and_not_left_out() {
        assert_eq!(
            (proxies(""), proxies("none"), proxies(" , ")),
            (Ok(None), Ok(Some(Vec::new())), Ok(None))
        );
        assert!(proxies("10.0.0.0/8, none").is_err());
    }
}
