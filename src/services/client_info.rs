//! The client of a request, as the audit log records it.

use std::net::{IpAddr, Ipv4Addr};

use super::DeviceEvidence;
use crate::text::Locale;

/// The client's address and `User-Agent`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientInfo {
    /// The client's IP address.
    pub ip: IpAddr,
    /// The `User-Agent`, truncated.
    pub user_agent: String,
    /// The cookie of a known device, unverified. Only a sign-in reads it.
    pub cookie: Option<String>,
    /// The cookie of the browser that asked for a one-time code, unverified.
    pub asker: Option<String>,
    /// What it brings along about the device of its session. Only a refresh reads it.
    pub device: DeviceEvidence,
    /// Whether it is a browser, which keeps cookies.
    pub is_browser: bool,
    /// The language of the answer.
    pub locale: Locale,
}

impl ClientInfo {
    /// The maximum length of a stored `User-Agent`, in characters.
    const USER_AGENT_MAX: usize = 400;

    /// Adds the cookie of a known device.
    #[must_use]
    pub fn with_cookie(self, cookie: Option<&str>) -> Self {
        Self {
            cookie: cookie.map(str::to_owned),
            ..self
        }
    }

    /// Creates a client. Drops control characters: PostgreSQL cannot store U+0000, and a log must not contain escape sequences.
    pub fn new(ip: IpAddr, user_agent: &str) -> Self {
        Self {
            ip,
            user_agent: user_agent
                .chars()
                .filter(|c| !c.is_control())
                .take(Self::USER_AGENT_MAX)
                .collect(),
            ..Self::default()
        }
    }
}

impl Default for ClientInfo {
    /// Creates an unknown client.
    fn default() -> Self {
        Self {
            ip: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            user_agent: String::new(),
            cookie: None,
            asker: None,
            device: DeviceEvidence::default(),
            is_browser: false,
            locale: Locale::default(),
        }
    }
}
