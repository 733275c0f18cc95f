//! What an operator is shown: the settings in effect.

use std::fmt;

use super::FILE;

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
