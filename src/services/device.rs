//! Where a request comes from, as it is put on record.

use std::net::{IpAddr, Ipv4Addr};

/// The caller's address and the name that its software gives itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The client's IP address.
    pub ip: IpAddr,
    /// The `User-Agent`, cut to what is worth keeping.
    pub user_agent: String,
    /// The cookie of a known device, as it came; only a browser that signs in has it looked at.
    pub cookie: Option<String>,
}

impl Device {
    /// The longest `User-Agent` that is kept, in characters.
    const USER_AGENT_MAX: usize = 400;

    /// The same, with the cookie that says which accounts have signed in from it.
    #[must_use]
    pub fn with_cookie(self, cookie: Option<&str>) -> Self {
        Self {
            cookie: cookie.map(str::to_owned),
            ..self
        }
    }

    /// Control characters are dropped: PostgreSQL cannot store U+0000, and a log must not be steered.
    pub fn new(ip: IpAddr, user_agent: &str) -> Self {
        Self {
            ip,
            user_agent: user_agent
                .chars()
                .filter(|c| !c.is_control())
                .take(Self::USER_AGENT_MAX)
                .collect(),
            cookie: None,
        }
    }
}

impl Default for Device {
    /// A caller of whom nothing is known.
    fn default() -> Self {
        Self {
            ip: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            user_agent: String::new(),
            cookie: None,
        }
    }
}
