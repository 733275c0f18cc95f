//! The server's secret, from which every key is derived, and the file that stores it on a developer's machine.

use std::{fs, io, path::Path};

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use zeroize::Zeroizing;

use super::{
    error::{ConfigErrors, Problem},
    settings,
};
use crate::{
    rules::secrets::{SECRET_LEN, random_bytes},
    sensitive::Sensitive,
};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// 32 random bytes.
#[derive(Clone, Debug)]
pub struct Secret(Sensitive<[u8; SECRET_LEN]>);

impl Secret {
    /// Parses base64 of either alphabet (RFC 4648 §4, §5), padded or not.
    ///
    /// # Errors
    /// What is wrong with the text, as the end of a sentence that does not reveal it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let expected =
            "expected 32 random bytes as base64, as `openssl rand -base64 32` prints them";
        let standard = Zeroizing::new(text.replace('-', "+").replace('_', "/"));
        let bytes = BASE64
            .decode(&*standard)
            .map(Zeroizing::new)
            .map_err(|_| format!("is not base64; {expected}"))?;
        let length = bytes.len();
        <[u8; SECRET_LEN]>::try_from(bytes.as_slice())
            .map(|bytes| Self(bytes.into()))
            .map_err(|_| format!("holds {length} bytes; {expected}"))
    }

    /// Returns the bytes, to derive keys from.
    pub fn expose(&self) -> &[u8; SECRET_LEN] {
        self.0.expose()
    }
}

impl From<Secret> for Sensitive<[u8; SECRET_LEN]> {
    fn from(secret: Secret) -> Self {
        secret.0
    }
}

/// Reads the secret from the file at `path`. Creates a missing one with mode 0600.
///
/// Concurrent processes agree on one secret: each writes a file of its own in full and links it into place. The first
/// link wins, and all read the winner.
pub(super) fn read_or_make(path: &Path) -> Result<Secret, ConfigErrors> {
    if let Some(secret) = read(path)? {
        return Ok(secret);
    }
    make(path).map_err(|error| unusable(path, &error))?;
    read(path)?.ok_or_else(|| unusable(path, &io::ErrorKind::NotFound.into()).into())
}

/// Reads the secret from the file at `path`, `None` if there is no such file.
pub(super) fn read(path: &Path) -> Result<Option<Secret>, ConfigErrors> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        read => Zeroizing::new(read.map_err(|error| unusable(path, &error))?),
    };
    Secret::parse(text.trim())
        .map(Some)
        .map_err(|message| Problem::new(path.display().to_string(), message).into())
}

fn unusable(path: &Path, error: &io::Error) -> Problem {
    Problem::new(
        settings::DATA_DIR.name(),
        format!("does not do: {}: {error}", path.display()),
    )
}

fn make(path: &Path) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let unique: String = random_bytes()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let temporary = path.with_extension(unique);
    let linked =
        write_private(&temporary, &BASE64.encode(random_bytes())).and_then(
            |()| match fs::hard_link(&temporary, path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
                linked => linked,
            },
        );
    let removed = fs::remove_file(&temporary);
    linked.and(removed)
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    use io::Write as _;

    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{text}")?;
    file.sync_all()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::web::config::Config;

    #[test]
    fn every_spelling_of_base64_is_one_secret() {
        let padded = "+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/8=";
        let url_safe = "-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_8";
        assert_eq!(
            Secret::parse(padded).unwrap().expose(),
            Secret::parse(url_safe).unwrap().expose()
        );
    }

    #[test]
    fn what_is_no_secret_is_refused_and_not_shown() {
        assert!(Secret::parse("hunter2!").is_err_and(
            |message| message.starts_with("is not base64") && !message.contains("hunter2")
        ));
        assert!(
            Secret::parse("c2hvcnQ=").is_err_and(|message| message.starts_with("holds 5 bytes"))
        );
        assert!(Secret::parse("").is_err());
        assert!(!format!("{:?}", Secret([77; 32].into())).contains("77"));
    }

    #[test]
    fn the_file_is_made_once_and_for_the_owner_only() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("deep/secret");
        let first = read_or_make(&path).unwrap();
        assert_eq!(read_or_make(&path).unwrap().expose(), first.expose());
        #[cfg(unix)]
        assert_eq!(
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions())
                & 0o777,
            0o600
        );
        assert_eq!(
            fs::read_dir(path.parent().unwrap()).unwrap().count(),
            1,
            "nothing temporary is left"
        );
    }

    #[test]
    fn reading_makes_no_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret");
        assert!(read(&path).unwrap().is_none() && !path.exists());
        let made = read_or_make(&path).unwrap();
        assert_eq!(read(&path).unwrap().unwrap().expose(), made.expose());
    }

    #[test]
    fn starts_at_once_agree() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret");
        let secrets: Vec<Secret> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..16)
                .map(|_| scope.spawn(|| read_or_make(&path).unwrap()))
                .collect();
            starts
                .into_iter()
                .map(|start| start.join().unwrap())
                .collect()
        });
        assert!(
            secrets
                .iter()
                .all(|secret| secret.expose() == secrets[0].expose())
        );
    }

    #[test]
    fn a_damaged_or_impossible_file_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret");
        fs::write(&path, "").unwrap();
        assert!(
            read_or_make(&path)
                .is_err_and(|errors| errors.to_string().contains("secret holds 0 bytes"))
        );
        assert!(
            read_or_make(&path.join("below a file"))
                .is_err_and(|errors| errors.to_string().contains(settings::DATA_DIR.name()))
        );
    }

    #[test]
    fn the_development_secret_lives_in_the_data_directory() {
        let directory = tempfile::tempdir().unwrap();
        let data = directory.path().join("data");
        let setting = (
            settings::DATA_DIR.name().to_owned(),
            data.display().to_string(),
        );
        let config = Config::load([setting], None).unwrap();
        assert!(!data.exists(), "reading the configuration changes nothing");
        let secret = config.secret().unwrap();
        assert_eq!(config.secret().unwrap().expose(), secret.expose());
        assert!(data.join("secret").exists());
        assert!(
            config
                .storage
                .database_url
                .expose()
                .ends_with("/data/latchkey.db")
        );
    }
}
