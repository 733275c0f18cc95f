//! The errors of the store, and how a user sees them.

use std::sync::Arc;

use sqlx::error::{DatabaseError, ErrorKind};
use thiserror::Error;

use crate::error::{AppError, Code};

/// An error of the store. Cloned for callers that shared a statement.
#[derive(Clone, Debug, Error)]
pub enum StoreError {
    /// The database is unreachable, busy, or failed. A retry may succeed.
    #[error("the database is not available: {0}")]
    Unavailable(#[source] Arc<sqlx::Error>),
    /// A value that must be unique is taken.
    #[error("the value is taken")]
    Duplicate,
    /// The schema does not accept the row: it belongs to no user, or holds an invalid value.
    #[error("the database refused the row: {0}")]
    Refused(&'static str),
    /// A row cannot be read.
    #[error("the database holds something unreadable: {0}")]
    Corrupt(&'static str),
    /// An invalid database URL. Contains no more than the scheme, because the rest may hold a password.
    #[error("unsupported database URL: {0}")]
    UnsupportedUrl(String),
}

impl StoreError {
    /// Returns whether the error is independent of the values of the call, so that a smaller batch would fail too. PostgreSQL's
    /// class 22 is about values (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
    pub(super) fn is_of_the_database(&self) -> bool {
        match self {
            Self::Unavailable(error) => {
                let code = error.as_database_error().and_then(DatabaseError::code);
                !code.is_some_and(|code| code.len() == 5 && code.starts_with("22"))
            }
            _ => false,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match error.as_database_error().map(DatabaseError::kind) {
            Some(ErrorKind::UniqueViolation) => return Self::Duplicate,
            Some(ErrorKind::ForeignKeyViolation) => {
                return Self::Refused("refers to a row that does not exist");
            }
            Some(
                ErrorKind::NotNullViolation
                | ErrorKind::CheckViolation
                | ErrorKind::ExclusionViolation,
            ) => {
                return Self::Refused("breaks a rule of its table");
            }
            _ => {}
        }
        match error {
            E::RowNotFound => Self::Corrupt("a row that must exist is missing"),
            E::ColumnDecode { .. } | E::Decode(_) => {
                Self::Corrupt("a column holds a value of another type")
            }
            E::ColumnNotFound(_) | E::ColumnIndexOutOfBounds { .. } => {
                Self::Corrupt("a column is missing")
            }
            error => Self::Unavailable(Arc::new(error)),
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        if matches!(error, StoreError::Unavailable(_)) {
            tracing::warn!(%error, "a request met an unavailable database");
            Self::retry_after(Code::Unavailable, 1)
        } else {
            tracing::error!(%error, "a request failed in the store");
            Code::Internal.into()
        }
    }
}
