//! Development or production, and what may be on only in the former.

use std::fmt;

use super::{names, parse, source::Source};

/// How careful the server has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// A developer's machine.
    Development,
    /// People's accounts are in it: unsafe settings stop the start.
    Production,
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Development => "development",
            Self::Production => "production",
        })
    }
}

/// What kind of server this is.
#[derive(Clone, Debug)]
pub struct ModeConfig {
    /// `LATCHKEY_ENV`, default `development`.
    pub environment: Environment,
    /// `LATCHKEY_DEMO`, on or off, default on in development and off in production: the demo accounts.
    pub demo: bool,
    /// `LATCHKEY_RATE_LIMIT`, on or off, default on: whether failed sign-ins are limited.
    pub rate_limit: bool,
}

impl ModeConfig {
    pub(super) fn read(source: &mut Source) -> Self {
        let parse_environment = |text: &str| match text {
            "development" => Ok(Environment::Development),
            "production" => Ok(Environment::Production),
            _ => Err(format!(
                "is `{text}`, expected `development` or `production`"
            )),
        };
        let environment = source.read(
            names::ENV,
            Environment::Development,
            parse_environment,
            ToString::to_string,
        );
        let demo = environment == Environment::Development;
        Self {
            environment,
            demo: source.read(names::DEMO, demo, parse::switch, parse::show_switch),
            rate_limit: source.read(names::RATE_LIMIT, true, parse::switch, parse::show_switch),
        }
    }
}
