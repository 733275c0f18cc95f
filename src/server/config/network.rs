//! Addresses: where the server listens, what it is called, whom it believes.

use std::net::{Ipv4Addr, SocketAddr};

use ipnet::IpNet;

use super::{base_url::BaseUrl, names, parse, source::Source};

/// The server's place in the network.
#[derive(Clone, Debug)]
pub struct NetworkConfig {
    /// `LEPTOS_SITE_ADDR`, default `127.0.0.1:3000`: where it listens. Port 0 takes any free one.
    pub site_addr: SocketAddr,
    /// `LATCHKEY_BASE_URL`, default `http://localhost:3000`: the one origin that it serves.
    pub base_url: BaseUrl,
    /// `LATCHKEY_TRUSTED_PROXIES`, none by default: networks whose `Forwarded` or `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// `LATCHKEY_METRICS_ADDR`, default `127.0.0.1:3002`: where the metrics are. Empty turns them off.
    pub metrics_addr: Option<SocketAddr>,
}

impl NetworkConfig {
    pub(super) fn read(source: &mut Source) -> Self {
        let local = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let parse_metrics = |text: &str| if text.is_empty() { Ok(None) } else { parse::socket_addr(text).map(Some) };
        let show_metrics = |addr: &Option<SocketAddr>| addr.as_ref().map(ToString::to_string).unwrap_or_default();
        let show_networks = |networks: &Vec<IpNet>| networks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        Self {
            site_addr: source.read(names::SITE_ADDR, local(3000), parse::socket_addr, ToString::to_string),
            base_url: source.read(names::BASE_URL, BaseUrl::localhost(3000), BaseUrl::parse, ToString::to_string),
            trusted_proxies: source.read(names::TRUSTED_PROXIES, Vec::new(), parse::networks, show_networks),
            metrics_addr: source.read(names::METRICS_ADDR, Some(local(3002)), parse_metrics, show_metrics),
        }
    }
}
