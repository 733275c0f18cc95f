//! Opens a store from a database URL and migrates it.

use std::path::Path;

use super::{Migrations, Store, StoreError, dialect::Db, postgres, sqlite};

impl Store {
    /// Opens the database of `url`, creates it if missing, and migrates its schema. Any number of processes may do so at the same
    /// time.
    ///
    /// `sqlite://relative/path.db`, `sqlite:///absolute/path.db`, `postgres://…` or `postgresql://…`.
    ///
    /// # Errors
    /// [`StoreError::UnsupportedUrl`], or [`StoreError::Unavailable`] when the database cannot be opened or migrated.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        Self::connect_with(url, &[]).await
    }

    /// The same, with the tables of these features.
    ///
    /// # Errors
    /// As [`Self::connect`]; [`StoreError::Refused`] where a feature has a name that no table may have.
    pub async fn connect_with(
        url: &str,
        features: &[&'static Migrations],
    ) -> Result<Self, StoreError> {
        let pools = match url.split_once("://") {
            Some(("sqlite", path)) => Db::Sqlite(sqlite::open(file(path)?, features).await?),
            Some(("postgres" | "postgresql", _)) => {
                Db::Postgres(postgres::open(url, features).await?)
            }
            Some((scheme, _)) if is_scheme(scheme) => {
                return Err(StoreError::UnsupportedUrl(format!("scheme `{scheme}`")));
            }
            _ => return Err(StoreError::UnsupportedUrl("it has no scheme".into())),
        };
        Ok(Self::over(pools))
    }

    /// Opens the database of `url` read-only. Creates and migrates nothing. Returns `None` if there is no database.
    ///
    /// # Errors
    /// As [`Self::connect`].
    pub async fn look(url: &str) -> Result<Option<Self>, StoreError> {
        let pools = match url.split_once("://") {
            Some(("sqlite", path)) => {
                let path = file(path)?;
                if !path.exists() {
                    return Ok(None);
                }
                Db::Sqlite(sqlite::look(path).await?)
            }
            _ => Db::Postgres(postgres::look(url)?),
        };
        Ok(Some(Self::over(pools)))
    }
}

fn file(path: &str) -> Result<&Path, StoreError> {
    if path.is_empty() || path.ends_with('/') {
        Err(StoreError::UnsupportedUrl(
            "`sqlite` without the name of a file".into(),
        ))
    } else if path.contains(":memory:") || path.contains('?') {
        Err(StoreError::UnsupportedUrl(
            "`sqlite` takes the name of a file and no parameters".into(),
        ))
    } else {
        Ok(Path::new(path))
    }
}

/// Returns whether text before `://` has the form of a scheme. Any other text may be a password.
fn is_scheme(text: &str) -> bool {
    text.len() <= 20
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}
