//! Configuration errors, as a list, so that one start reports every mistake.

use thiserror::Error;

/// One setting and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{name} {message}")]
pub struct Problem {
    /// The setting as the operator wrote it: a variable, or the file and its key.
    pub name: String,
    /// What is wrong, and what is expected instead. Never holds a secret.
    pub message: String,
}

impl Problem {
    pub(super) fn new(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            message: message.into(),
        }
    }
}

/// All errors of the configuration; never empty.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", .0.iter().map(Problem::to_string).collect::<Vec<_>>().join("; "))]
pub struct ConfigErrors(Vec<Problem>);

impl ConfigErrors {
    pub(super) fn new(problems: Vec<Problem>) -> Self {
        Self(problems)
    }

    /// Returns the single problems, in the order in which the settings are documented.
    pub fn problems(&self) -> &[Problem] {
        &self.0
    }
}

impl From<Problem> for ConfigErrors {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}
