//! The configuration: every setting, its sources and its errors, read before anything else starts.
//!
//! `settings.rs` declares each setting once, `sections.rs` groups them by subject. Environment variables take
//! precedence over a `latchkey.toml` in the working directory, which holds the same names in lower case without the
//! prefix. An unknown or malformed setting prevents the start, and all errors are reported at once. Reading has no
//! side effect: only [`Config::secret`] writes a file.

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

/// The name of the optional file in the working directory.
pub const FILE: &str = "latchkey.toml";

/// All settings of the server.
#[derive(Clone, Debug)]
pub struct Config {
    /// Development or production, and the switches that only development may change.
    pub mode: ModeConfig,
    /// Network addresses: where the server listens, its origin, its trusted proxies.
    pub network: NetworkConfig,
    /// Where data is stored.
    pub storage: StorageConfig,
    /// The secrets that tokens are derived from.
    pub secrets: SecretConfig,
    /// Lifetimes of tokens and sessions.
    pub tokens: TokenConfig,
    /// Limits of what is stored.
    pub limits: LimitsConfig,
    /// How mail is sent.
    pub mail: MailConfig,
    settings: Vec<Setting>,
}

impl Config {
    /// Reads the configuration from the process: its environment and [`FILE`].
    ///
    /// # Errors
    /// Every unknown or malformed setting, or that the file exists but is unreadable.
    pub fn from_process() -> Result<Self, ConfigErrors> {
        // A value that is not UTF-8 gets replacement characters, which `Source` rejects by the name of the setting.
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

    /// Reads the configuration from `env` and the text of a `latchkey.toml`.
    ///
    /// Reads only `LATCHKEY_…` and `LEPTOS_SITE_ADDR` of the environment.
    ///
    /// # Errors
    /// Every unknown, malformed or contradictory setting, all at once.
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

    /// Returns the configured secret, else the development secret in the data directory, which is created if missing.
    ///
    /// # Errors
    /// The file cannot be created or read, or does not contain a secret.
    pub fn secret(&self) -> Result<Secret, ConfigErrors> {
        match &self.secrets.current {
            Some(secret) => Ok(secret.clone()),
            None => secret::read_or_make(&self.storage.data_dir.join("secret")),
        }
    }

    /// Returns the server's secret if it exists. For commands, which never create it.
    ///
    /// # Errors
    /// The file cannot be read, or does not contain a secret.
    pub fn existing_secret(&self) -> Result<Option<Secret>, ConfigErrors> {
        match &self.secrets.current {
            Some(secret) => Ok(Some(secret.clone())),
            None => secret::read(&self.storage.data_dir.join("secret")),
        }
    }

    /// Returns every setting in effect, in the order of the documentation. Redacts secrets and passwords.
    pub fn describe(&self) -> &[Setting] {
        &self.settings
    }

    /// Returns what is unsafe in the configured environment, each as one sentence that names the setting.
    pub fn unsafe_settings(&self) -> Vec<String> {
        safety::unsafe_settings(self)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    /// Returns what is allowed but probably unintended, each as one sentence that names the setting.
    pub fn doubtful_settings(&self) -> Vec<String> {
        safety::doubtful_settings(self)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    /// Describes in one sentence how a client's address is determined.
    pub fn clients(&self) -> String {
        safety::clients(self)
    }

    /// Verifies that serving may start.
    ///
    /// # Errors
    /// In production, each of [`Config::unsafe_settings`]. In development those are only warnings.
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
