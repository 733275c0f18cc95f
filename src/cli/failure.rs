//! How a command fails: what the person is told, and the exit code for the script that called.

use std::{error::Error, fmt, io, process::ExitCode};

use crate::{auth::password::PasswordError, server::config::ConfigErrors, store::StoreError};

/// A command that could not be carried out. `Display` has one line for each thing that is wrong.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    message: String,
    code: u8,
}

impl Failure {
    /// It was asked for well, and did not work: exit code 1.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 1 }
    }

    /// It was asked for wrongly, by the command line or by a setting: exit code 2, as clap has it.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 2 }
    }

    /// The exit code of the process.
    pub fn exit_code(&self) -> ExitCode {
        self.code.into()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<ConfigErrors> for Failure {
    fn from(errors: ConfigErrors) -> Self {
        Self::usage(errors.problems().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::UnsupportedUrl(_) => Self::usage(format!("LATCHKEY_DATABASE_URL: {error}")),
            error => Self::new(error.to_string()),
        }
    }
}

impl From<PasswordError> for Failure {
    fn from(error: PasswordError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::new(error.to_string())
    }
}

impl From<Box<dyn Error + Send + Sync>> for Failure {
    fn from(error: Box<dyn Error + Send + Sync>) -> Self {
        match error.downcast::<ConfigErrors>() {
            Ok(errors) => (*errors).into(),
            Err(error) => Self::new(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::config::Config;

    #[test]
    fn wrong_settings_are_a_usage_error_with_a_line_each() {
        let env = [("LATCHKEY_ENV", "staging"), ("LATCHKEY_DEMO", "perhaps")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let failure = Config::load(env, None).err().map(Failure::from);
        assert_eq!(failure.as_ref().map(|failure| (failure.code, failure.message.lines().count())), Some((2, 2)));
        let boxed = failure.map(|_| Failure::from(Box::<dyn Error + Send + Sync>::from("the port is taken")));
        assert_eq!(boxed, Some(Failure::new("the port is taken")));
    }
}
