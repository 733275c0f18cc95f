//! The limits of a connection.

use std::{net::IpAddr, time::Duration};

use ipnet::IpNet;

use super::descriptors;

/// Descriptors that are reserved for the database, files and the metrics.
const RESERVED: usize = 256;

/// The limits of a listener. Durations are injected, so that tests need not wait.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Timeout from accepting a connection to the last byte of its first request's head.
    pub first_request: Duration,
    /// Timeout from the head of a request to the last byte of its body.
    pub body: Duration,
    /// Timeout between two requests.
    pub idle: Duration,
    /// Time for a client to close an idle connection after it was told to.
    pub linger: Duration,
    /// Timeout of a request, in addition to the time that `rate` grants to its response.
    pub request: Duration,
    /// The minimum rate at which a client reads a response, in bytes per second. A slower response is aborted.
    pub rate: u64,
    /// Timeout of a client that reads nothing of a response.
    pub stall: Duration,
    /// The interval of HTTP/2 pings, and the timeout of each.
    pub ping: Duration,
    /// Concurrent requests of an HTTP/2 connection.
    pub streams: u32,
    /// The flow control window of an HTTP/2 stream, in bytes.
    pub window: u32,
    /// The size limit of a request's head, and of the buffer of a response, in bytes.
    pub buffer: usize,
    /// The size of the operating system's send buffer, in bytes.
    pub send_buffer: usize,
    /// Connections in total.
    pub connections: usize,
    /// Connections of one IPv4 address or IPv6 /64.
    pub per_address: usize,
    /// The networks exempt from `per_address`: proxies, which carry many clients.
    pub exempt: Vec<IpNet>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            first_request: Duration::from_secs(10),
            body: Duration::from_secs(30),
            idle: Duration::from_secs(60),
            linger: Duration::from_secs(2),
            request: Duration::from_secs(60),
            rate: 1024,
            stall: Duration::from_secs(20),
            ping: Duration::from_secs(20),
            streams: 64,
            window: 64 * 1024,
            buffer: 16 * 1024,
            send_buffer: 64 * 1024,
            connections: 8192,
            per_address: 512,
            exempt: Vec::new(),
        }
    }
}

impl Limits {
    /// Returns the defaults, with no more connections than descriptors. The networks of `exempt` have no bound per
    /// address.
    pub fn within_descriptors(exempt: Vec<IpNet>) -> Self {
        let limits = Self::default();
        let descriptors = descriptors::limit().saturating_sub(RESERVED).max(1);
        Self {
            connections: limits.connections.min(descriptors),
            exempt,
            ..limits
        }
    }

    /// Returns the interval at which a connection recomputes its deadline.
    pub(super) fn tick(&self) -> Duration {
        self.stall
            .min(self.request)
            .min(self.idle)
            .min(self.first_request)
            / 2
    }

    pub(super) fn is_exempt(&self, address: IpAddr) -> bool {
        self.exempt.iter().any(|network| network.contains(&address))
    }
}
