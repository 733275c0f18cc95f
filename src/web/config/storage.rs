//! Where data lives.

use std::path::{Path, PathBuf};

use super::{names, parse, secret_url::SecretUrl, source::Source};

/// The directory and the database, and how much of it one account may fill.
#[derive(Clone, Debug)]
pub struct StorageConfig {
    /// `LATCHKEY_DATA_DIR`, default `data`: where the default database and the development secret live.
    pub data_dir: PathBuf,
    /// `LATCHKEY_DATABASE_URL`, default `sqlite://<data_dir>/latchkey.db`; or `postgres://…`. Created and migrated at start.
    pub database_url: SecretUrl,
    /// `LATCHKEY_NOTES_PER_USER`, default 10,000, at least one: how many notes an account may hold.
    pub notes_per_user: u32,
}

impl StorageConfig {
    pub(super) fn read(source: &mut Source) -> Self {
        let parse_dir = |text: &str| {
            if text.is_empty() {
                Err("is empty, expected a path".to_owned())
            } else {
                Ok(PathBuf::from(text))
            }
        };
        let data_dir = source.read(names::DATA_DIR, PathBuf::from("data"), parse_dir, |path| {
            path.display().to_string()
        });
        let database_url = source.read(
            names::DATABASE_URL,
            default_database(&data_dir),
            |text| SecretUrl::parse(text, &["sqlite://", "postgres://", "postgresql://"]),
            ToString::to_string,
        );
        let notes_per_user = source.read(
            names::NOTES_PER_USER,
            10_000,
            parse::count,
            ToString::to_string,
        );
        Self {
            data_dir,
            database_url,
            notes_per_user,
        }
    }
}

/// The store takes the path as it is: nothing is encoded.
fn default_database(data_dir: &Path) -> SecretUrl {
    SecretUrl::trusted(format!(
        "sqlite://{}",
        data_dir.join("latchkey.db").display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_database_follows_the_directory() {
        assert_eq!(
            default_database(Path::new("data")).expose(),
            "sqlite://data/latchkey.db"
        );
        assert_eq!(
            default_database(Path::new("/var/lib/latchkey")).expose(),
            "sqlite:///var/lib/latchkey/latchkey.db"
        );
    }
}
