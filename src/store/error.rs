//! How the store fails, and what a person is told of it.

use std::{fmt, sync::Arc};

use sqlx::error::{DatabaseError, ErrorKind};

use crate::error::{AppError, Code};

/// Why the store could not do what was asked. Clones tell the same failure to all whose work shared a statement.
#[derive(Clone, Debug)]
pub enum StoreError {
    /// The database is away, busy, or failed: worth another try.
    Unavailable(Arc<sqlx::Error>),
    /// A value that must be unique is taken.
    Duplicate,
    /// A row that the schema does not accept: it belongs to nobody, or holds what its columns cannot.
    Refused(&'static str),
    /// A row that does not read.
    Corrupt(&'static str),
    /// A database URL that is not understood. Names no more than the scheme: the rest may hold a password.
    UnsupportedUrl(String),
}

impl StoreError {
    /// Whether it says nothing about what was asked, so that asking less would not help. PostgreSQL's class 22 is about values
    /// (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
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

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(error) => write!(f, "the database is not available: {error}"),
            Self::Duplicate => f.write_str("the value is taken"),
            Self::Refused(why) => write!(f, "the database refused the row: {why}"),
            Self::Corrupt(what) => write!(f, "the database holds something unreadable: {what}"),
            Self::UnsupportedUrl(why) => write!(f, "unsupported database URL: {why}"),
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unavailable(error) => Some(error),
            _ => None,
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
