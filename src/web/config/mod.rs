//! The configuration: every setting, where it may come from, and what is wrong with it, before anything else starts.
//!
//! `settings.rs` declares each setting once, `sections.rs` groups them by subject. Environment variables win over a `latchkey.toml` in
//! the working directory, which holds the same names in lower case without the prefix. Whatever is unknown or malformed stops the
//! start, and all of it is reported at once. Reading changes nothing: only [`Config::secret`] writes a file.

mod base_url;
mod error;
mod exposed;
mod kinds;
mod parse;
mod safety;
mod secret;
mod secret_url;
mod sections;
mod settings;
mod source;

use std::{env, fs, io};

pub use base_url::BaseUrl;
pub use error::{ConfigErrors, Problem};
pub use exposed::ExposedFile;
pub use secret::Secret;
pub use secret_url::SecretUrl;
pub use sections::{
    Environment, LimitsConfig, MailConfig, ModeConfig, NetworkConfig, SecretConfig, StorageConfig,
    TokenConfig,
};
pub use settings::{ALL as SETTINGS, Declaration};
pub use source::{Origin, Setting};

use source::Source;

/// The name of the optional file, looked for in the working directory.
pub const FILE: &str = "latchkey.toml";

/// Every setting of the server.
#[derive(Clone, Debug)]
pub struct Config {
    /// Development or production, and what may be on only in the former.
    pub mode: ModeConfig,
    /// Addresses: where it listens, what it is called, whom it believes.
    pub network: NetworkConfig,
    /// Where data lives.
    pub storage: StorageConfig,
    /// What tokens are derived from.
    pub secrets: SecretConfig,
    /// How long tokens and sessions live.
    pub tokens: TokenConfig,
    /// What an account may hold, and for how long.
    pub limits: LimitsConfig,
    /// How mail leaves.
    pub mail: MailConfig,
    settings: Vec<Setting>,
}

impl Config {
    /// Reads the configuration from the process: its environment and [`FILE`].
    ///
    /// # Errors
    /// Everything that is unknown or malformed, or that the file is there and cannot be read.
    pub fn from_process() -> Result<Self, ConfigErrors> {
        // A value that is not UTF-8 becomes one with replacement characters, which `Source` refuses by name.
        let variables = env::vars_os().filter_map(|(name, value)| {
            Some((
                name.into_string().ok()?,
                value.to_string_lossy().into_owned(),
            ))
        });
        let file = match fs::read_to_string(FILE) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(Problem::new(FILE, format!("cannot be read: {error}")).into()),
        };
        Self::load(variables, file.as_deref())
    }

    /// Reads the configuration from `env`, of which only `LATCHKEY_…` and `LEPTOS_SITE_ADDR` are looked at, and the text of a
    /// `latchkey.toml`.
    ///
    /// # Errors
    /// Everything that is unknown, malformed or contradictory, at once.
    pub fn load(
        env: impl IntoIterator<Item = (String, String)>,
        toml: Option<&str>,
    ) -> Result<Self, ConfigErrors> {
        let mut source = Source::new(env, toml);
        let network = NetworkConfig::read(&mut source);
        let mode = ModeConfig::read(&mut source);
        let storage = StorageConfig::read(&mut source);
        let secrets = SecretConfig::read(&mut source);
        let tokens = TokenConfig::read(&mut source);
        let limits = LimitsConfig::read(&mut source);
        let mail = MailConfig::read(&mut source);
        let settings = source.finish()?;
        Ok(Self {
            mode,
            network,
            storage,
            secrets,
            tokens,
            limits,
            mail,
            settings,
        })
    }

    /// The server's secret: the configured one, else the development secret in the data directory, which is made if it is not there.
    ///
    /// # Errors
    /// The file cannot be made or read, or does not hold a secret.
    pub fn secret(&self) -> Result<Secret, ConfigErrors> {
        match &self.secrets.current {
            Some(secret) => Ok(secret.clone()),
            None => secret::read_or_make(&self.storage.data_dir.join("secret")),
        }
    }

    /// The server's secret, if there is one: for commands, which never make it.
    ///
    /// # Errors
    /// The file cannot be read, or does not hold a secret.
    pub fn existing_secret(&self) -> Result<Option<Secret>, ConfigErrors> {
        match &self.secrets.current {
            Some(secret) => Ok(Some(secret.clone())),
            None => secret::read(&self.storage.data_dir.join("secret")),
        }
    }

    /// Every setting in effect, in the order of the documentation, secrets and passwords redacted.
    pub fn describe(&self) -> &[Setting] {
        &self.settings
    }

    /// What is unsafe in the configured environment, each as one sentence that names the setting.
    pub fn unsafe_settings(&self) -> Vec<String> {
        safety::unsafe_settings(self)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    /// What is allowed and hardly meant, each as one sentence that names the setting.
    pub fn doubtful_settings(&self) -> Vec<String> {
        safety::doubtful_settings(self)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    /// Whose address a client's is taken to be, as one sentence.
    pub fn clients(&self) -> String {
        safety::clients(self)
    }

    /// Whether serving may start.
    ///
    /// # Errors
    /// In production, each of [`Config::unsafe_settings`]. In development those are warnings.
    pub fn refuse_unsafe(&self) -> Result<(), ConfigErrors> {
        let problems = safety::unsafe_settings(self);
        if self.mode.environment == Environment::Production && !problems.is_empty() {
            Err(ConfigErrors::new(problems))
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests;
