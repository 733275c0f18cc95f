//! The error of a command: its message and its exit code.

use std::{io, process::ExitCode};

use thiserror::Error;

use crate::{
    rules::password::PasswordError,
    store::StoreError,
    web::{StartError, config::ConfigErrors},
};

/// A failed command. `Display` has one line for each problem.
#[derive(Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct Failure {
    message: String,
    code: u8,
}

impl Failure {
    /// Creates a failure of a valid command: exit code 1.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            code: 1,
        }
    }

    /// Creates a usage error, of the command line or of a setting: exit code 2, as in clap.
    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            code: 2,
        }
    }

    /// Creates the failure of an interrupted command (Ctrl-C): exit code 130, as in shells.
    pub fn interrupted() -> Self {
        Self {
            message: "interrupted".to_owned(),
            code: 130,
        }
    }

    /// Returns the exit code of the process.
    pub fn exit_code(&self) -> ExitCode {
        self.code.into()
    }
}

impl From<ConfigErrors> for Failure {
    fn from(errors: ConfigErrors) -> Self {
        Self::usage(
            errors
                .problems()
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n"),
        )
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::UnsupportedUrl(_) => Self::usage(format!("LATCHKEY_DATABASE_URL: {error}")),
            error => Self::new(format!("LATCHKEY_DATABASE_URL: {error}")),
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

impl From<Box<dyn std::error::Error + Send + Sync>> for Failure {
    fn from(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        match error.downcast::<StartError>().map(|error| *error) {
            Ok(StartError::Config(errors)) => errors.into(),
            Ok(StartError::Store(error)) => error.into(),
            Ok(error) => Self::new(error.to_string()),
            Err(error) => Self::new(error.to_string()),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::error::Error;

    use super::*;
    use crate::web::config::Config;

    #[test]
    fn wrong_settings_are_a_usage_error_with_a_line_each() {
        let env = [("LATCHKEY_ENV", "staging"), ("LATCHKEY_DEMO", "perhaps")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let errors = Config::load(env, None).unwrap_err();
        let boxed: Box<dyn Error + Send + Sync> = Box::new(StartError::Config(errors.clone()));
        for failure in [Failure::from(errors), Failure::from(boxed)] {
            assert_eq!((failure.code, failure.message.lines().count()), (2, 2));
        }
    }

    #[test]
    fn what_fails_at_start_keeps_its_words() {
        let boxed: Box<dyn Error + Send + Sync> = "the port is taken".into();
        assert_eq!(Failure::from(boxed), Failure::new("the port is taken"));
        assert_eq!(
            Failure::from(StoreError::UnsupportedUrl("scheme `mysql`".into())).code,
            2
        );
    }
}
