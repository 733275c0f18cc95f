//! What bounds a connection.

use std::{net::IpAddr, time::Duration};

use ipnet::IpNet;

use super::descriptors;

/// Descriptors that stay free for the database, files and the metrics.
const RESERVED: usize = 256;

/// The bounds of a listener. Durations are injected, so that tests need not wait.
#[derive(Clone, Debug)]
pub struct Limits {
    /// From accepting a connection to the last byte of its first request's head.
    pub first_request: Duration,
    /// From the head of a request to the last byte of its body.
    pub body: Duration,
    /// Between two requests.
    pub idle: Duration,
    /// What a client has to close an idle connection after it was told to.
    pub linger: Duration,
    /// What a request may take, apart from the time that `rate` grants to its answer.
    pub request: Duration,
    /// The bytes that a client has to read in a second, or its answer is given up.
    pub rate: u64,
    /// How long a client may read nothing of an answer.
    pub stall: Duration,
    /// Between two HTTP/2 pings, and the time to answer one.
    pub ping: Duration,
    /// Requests at once in an HTTP/2 connection.
    pub streams: u32,
    /// The flow control window of an HTTP/2 stream, in bytes.
    pub window: u32,
    /// The head of a request, and what is buffered of an answer, in bytes.
    pub buffer: usize,
    /// What the operating system buffers of an answer, in bytes.
    pub send_buffer: usize,
    /// Connections in all.
    pub connections: usize,
    /// Connections of one IPv4 address or IPv6 /64.
    pub per_address: usize,
    /// The networks that `per_address` does not bind: proxies, behind which many clients are.
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
            send_buffer: 256 * 1024,
            connections: 8192,
            per_address: 512,
            exempt: Vec::new(),
        }
    }
}

impl Limits {
    /// The defaults, with no more connections than descriptors, and `exempt` from the bound of an address.
    pub fn within_descriptors(exempt: Vec<IpNet>) -> Self {
        let limits = Self::default();
        let descriptors = descriptors::limit().saturating_sub(RESERVED).max(1);
        Self {
            connections: limits.connections.min(descriptors),
            exempt,
            ..limits
        }
    }

    /// How often a connection looks whether a deadline has come nearer.
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
