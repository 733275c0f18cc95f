//! The sources of values: the environment over the file over the default. Collects all errors instead of stopping at
//! the first.

use std::{collections::BTreeMap, fmt};

use super::{
    FILE,
    error::{ConfigErrors, Problem},
    settings::{self, Declaration, Declared},
};

/// The source of a setting's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Not set.
    Default,
    /// The file.
    File,
    /// An environment variable.
    Environment,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Default => "default",
            Self::File => FILE,
            Self::Environment => "environment",
        })
    }
}

/// One setting in effect, as displayed to operators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The name of the variable.
    pub name: &'static str,
    /// The value for display. Secrets and passwords are redacted.
    pub value: String,
    /// The source of the value.
    pub origin: Origin,
}

/// The values that were set, the settings read so far, and the problems found.
pub(super) struct Source {
    values: BTreeMap<&'static str, (String, Origin)>,
    settings: Vec<Setting>,
    problems: Vec<(Option<&'static str>, Problem)>,
}

impl Source {
    pub(super) fn new(env: impl IntoIterator<Item = (String, String)>, toml: Option<&str>) -> Self {
        let mut source = Self {
            values: BTreeMap::new(),
            settings: Vec::new(),
            problems: Vec::new(),
        };
        if let Some(text) = toml {
            source.read_file(text);
        }
        source.read_environment(env);
        source
    }

    fn read_environment(&mut self, env: impl IntoIterator<Item = (String, String)>) {
        for (variable, value) in env {
            match settings::of_variable(&variable) {
                Some(name) if value.contains('\u{FFFD}') => {
                    self.problem(Some(name), variable, "is not UTF-8")
                }
                Some(name) => {
                    self.values.insert(name, (value, Origin::Environment));
                }
                None if settings::is_ours(&variable) => {
                    let message = unknown(&variable, |setting| setting.name.to_owned());
                    self.problem(None, variable, message);
                }
                None => {}
            }
        }
    }

    fn read_file(&mut self, text: &str) {
        let table: toml::Table = match text.parse() {
            Ok(table) => table,
            Err(error) => {
                // Not `Display`, which quotes the line: it may contain the secret.
                let line = error.span().map_or(1, |span| {
                    text[..span.start.min(text.len())].matches('\n').count() + 1
                });
                return self.problem(
                    None,
                    FILE,
                    format!("is no TOML: line {line}: {}", error.message()),
                );
            }
        };
        for (key, value) in table {
            let written = format!("{FILE}: {key}");
            let Some(name) = settings::of_key(&key) else {
                let message = unknown(&key, Declaration::key);
                self.problem(None, written, message);
                continue;
            };
            match file_value(value) {
                Some(value) => {
                    self.values.insert(name, (value, Origin::File));
                }
                None => self.problem(
                    Some(name),
                    written,
                    "is neither a string, true or false, nor a list of strings",
                ),
            }
        }
    }

    /// Reads one setting: the text that was set, or its default.
    pub(super) fn read<T>(&mut self, setting: &Declared<T>) -> T {
        self.read_or(setting, (setting.default)())
    }

    /// Reads one setting whose default depends on other settings.
    ///
    /// A malformed value is recorded and replaced by the default, so that later settings are checked too.
    pub(super) fn read_or<T>(&mut self, setting: &Declared<T>, default: T) -> T {
        let name = setting.name();
        let (value, origin) = match self.values.get(name).cloned() {
            None => (default, Origin::Default),
            Some((text, origin)) => match (setting.kind.parse)(text.trim()) {
                Ok(value) => (value, origin),
                Err(message) => {
                    let written = match origin {
                        Origin::File => format!("{FILE}: {}", setting.declaration.key()),
                        _ => name.to_owned(),
                    };
                    let message = match text.trim() {
                        "" => message.replacen("is ``", "is empty", 1),
                        _ => message,
                    };
                    self.problem(Some(name), written, message);
                    (default, origin)
                }
            },
        };
        self.settings.push(Setting {
            name,
            value: (setting.kind.show)(&value),
            origin,
        });
        value
    }

    /// Records a contradiction between well-formed settings. A no-op if one of them is malformed.
    pub(super) fn require(
        &mut self,
        holds: bool,
        name: &'static str,
        other: &'static str,
        message: &str,
    ) {
        let well_formed = |setting| self.problems.iter().all(|(of, _)| *of != Some(setting));
        if !holds && well_formed(name) && well_formed(other) {
            self.problem(Some(name), name, message);
        }
    }

    /// Returns the settings in effect, in the order of the documentation.
    pub(super) fn finish(mut self) -> Result<Vec<Setting>, ConfigErrors> {
        if self.problems.is_empty() {
            self.settings
                .sort_by_key(|setting| settings::position(setting.name));
            Ok(self.settings)
        } else {
            self.problems
                .sort_by_key(|(setting, _)| setting.map(settings::position));
            Err(ConfigErrors::new(
                self.problems
                    .into_iter()
                    .map(|(_, problem)| problem)
                    .collect(),
            ))
        }
    }

    fn problem(
        &mut self,
        setting: Option<&'static str>,
        written: impl Into<String>,
        message: impl Into<String>,
    ) {
        self.problems
            .push((setting, Problem::new(written, message)));
    }
}

/// Describes an unknown name, with the known name that was probably meant.
fn unknown(wrong: &str, spelling: fn(&Declaration) -> String) -> String {
    settings::nearest(wrong, settings::ALL.iter().map(spelling)).map_or_else(
        || "is not a setting".to_owned(),
        |name| format!("is not a setting; did you mean {name}?"),
    )
}

/// Converts a value of the file to the text that a variable would hold.
fn file_value(value: toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text),
        toml::Value::Boolean(on) => Some(on.to_string()),
        toml::Value::Array(items) => items
            .iter()
            .map(|item| item.as_str().map(str::to_owned))
            .collect::<Option<Vec<_>>>()
            .map(|items| items.join(",")),
        _ => None,
    }
}
