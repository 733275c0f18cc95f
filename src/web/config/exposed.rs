//! Files that contain secrets and are accessible to other users of this machine.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use super::{Config, FILE};

/// A file that users other than its owner may read or write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExposedFile {
    path: PathBuf,
    mode: u32,
    /// Whether the server created the file. A settings file belongs to the operator.
    is_ours: bool,
}

impl fmt::Display for ExposedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} has mode {:03o}: others on this machine may open it",
            self.path.display(),
            self.mode
        )
    }
}

impl ExposedFile {
    /// Restricts a file that the server created to its owner. Returns false for a file of the operator, which is
    /// left as it is.
    ///
    /// # Errors
    /// The file belongs to another user of the system.
    pub fn tighten(&self) -> io::Result<bool> {
        if self.is_ours {
            set_private(&self.path)?;
        }
        Ok(self.is_ours)
    }
}

impl Config {
    /// Returns those of the secret, database and settings files that other users may open.
    pub fn exposed_files(&self) -> Vec<ExposedFile> {
        let mut ours = vec![self.storage.data_dir.join("secret")];
        if let Some(database) = self.storage.database_url.expose().strip_prefix("sqlite://") {
            ours.extend(
                ["", "-wal", "-shm"].map(|suffix| PathBuf::from(format!("{database}{suffix}"))),
            );
        }
        let ours = ours.into_iter().map(|path| (path, true));
        ours.chain([(PathBuf::from(FILE), false)])
            .filter_map(|(path, is_ours)| exposed(path, is_ours))
            .collect()
    }
}

fn exposed(path: PathBuf, is_ours: bool) -> Option<ExposedFile> {
    let mode = mode(&path)?;
    (mode & 0o077 != 0).then_some(ExposedFile {
        path,
        mode,
        is_ours,
    })
}

/// Returns the permissions of a file, `None` if it does not exist.
fn mode(path: &Path) -> Option<u32> {
    #[cfg(unix)]
    {
        let permissions = fs::metadata(path).ok()?.permissions();
        Some(std::os::unix::fs::PermissionsExt::mode(&permissions) & 0o777)
    }
    #[cfg(not(unix))]
    fs::metadata(path).ok().map(|_| 0)
}

fn set_private(path: &Path) -> io::Result<()> {
    let mut permissions = fs::metadata(path)?.permissions();
    #[cfg(unix)]
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o600);
    fs::set_permissions(path, permissions)
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn files_that_others_may_read_are_named_and_those_of_ours_tightened() {
        let directory = tempfile::tempdir().unwrap();
        let config = Config::load(
            [(
                "LATCHKEY_DATA_DIR".to_owned(),
                directory.path().display().to_string(),
            )],
            None,
        )
        .unwrap();
        assert_eq!(config.exposed_files(), []);
        for (name, mode) in [
            ("secret", 0o644),
            ("latchkey.db", 0o660),
            ("latchkey.db-wal", 0o600),
        ] {
            fs::write(directory.path().join(name), "").unwrap();
            fs::set_permissions(
                directory.path().join(name),
                fs::Permissions::from_mode(mode),
            )
            .unwrap();
        }
        let exposed = config.exposed_files();
        let told: Vec<String> = exposed.iter().map(ToString::to_string).collect();
        assert!(
            told.len() == 2
                && told[0].contains("secret has mode 644")
                && told[1].contains("latchkey.db has mode 660"),
            "{told:?}"
        );
        assert!(exposed.iter().all(|file| file.tighten().unwrap()));
        assert_eq!(config.exposed_files(), []);
    }

    #[test]
    fn a_file_of_the_operator_is_named_and_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("latchkey.toml");
        fs::write(&path, "").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(!exposed(path.clone(), false).unwrap().tighten().unwrap());
        assert_eq!(mode(&path), Some(0o644));
    }
}
