//! What an operator is shown: the settings in effect, and which of them are unsafe.

use std::fmt;

use super::{Config, Environment, FILE, error::Problem, names};

/// Where the value of a setting came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// The file.
    File,
    /// An environment variable.
    Environment,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Default => "default",
            Self::File => FILE,
            Self::Environment => "environment",
        })
    }
}

/// One setting in effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The name of the variable.
    pub name: &'static str,
    /// The value as a person may see it: secrets and passwords are not in it.
    pub value: String,
    /// Where the value came from.
    pub origin: Origin,
}

/// What must not be so in production, and in development what would hand this machine's demo to others.
pub(super) fn unsafe_settings(config: &Config) -> Vec<Problem> {
    let mode = &config.mode;
    let base_url = &config.network.base_url;
    let mut problems = Vec::new();
    let mut note = |is_unsafe: bool, name: &str, message: &str| {
        if is_unsafe {
            problems.push(Problem::new(name, message));
        }
    };
    match mode.environment {
        Environment::Production => {
            note(
                config.secrets.current.is_none(),
                names::SECRET,
                "is not set: production does not run on the development secret; make one with `openssl rand -base64 32`",
            );
            note(!base_url.is_https(), names::BASE_URL, "is http: production needs https, or tokens travel in the clear");
            note(mode.demo, names::DEMO, "is on: everybody knows the password of the demo accounts");
            note(!mode.rate_limit, names::RATE_LIMIT, "is off: passwords could be guessed without limit");
        }
        Environment::Development => {
            let reachable = !config.network.site_addr.ip().is_loopback();
            note(mode.demo && reachable, names::DEMO, "is on while the server listens on more than this machine");
            note(
                !base_url.is_https() && !base_url.is_loopback(),
                names::BASE_URL,
                "is http on another machine: tokens travel in the clear, and browsers treat the page as insecure",
            );
        }
    }
    problems
}
