//! Where values come from: the environment over the file over the default. Collects what is wrong instead of stopping at it.

use std::collections::BTreeMap;

use super::{
    FILE,
    error::{ConfigErrors, Problem},
    names,
    report::{Origin, Setting},
};

/// The values that were set, what was read of them so far, and what was wrong.
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
            match names::of_variable(&variable) {
                Some(name) if value.contains('\u{FFFD}') => {
                    self.problem(Some(name), variable, "is not UTF-8")
                }
                Some(name) => {
                    self.values.insert(name, (value, Origin::Environment));
                }
                None if names::is_ours(&variable) => {
                    let message = unknown(&variable, names::ALL.iter().copied());
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
                // Not `Display`, which quotes the line: it may hold the secret.
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
        let keys: Vec<String> = names::ALL.iter().map(|name| names::key(name)).collect();
        for (key, value) in table {
            let written = format!("{FILE}: {key}");
            let Some(name) = names::of_key(&key) else {
                let message = unknown(&key, keys.iter().map(String::as_str));
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

    /// Reads one setting: `parse` its text, or take `default` where it is unset; `show` it in reports.
    ///
    /// A malformed value is noted and the default goes on in its place, so that the settings after it are looked at too.
    pub(super) fn read<T>(
        &mut self,
        name: &'static str,
        default: T,
        parse: impl FnOnce(&str) -> Result<T, String>,
        show: impl FnOnce(&T) -> String,
    ) -> T {
        let (value, origin) = match self.values.get(name).cloned() {
            None => (default, Origin::Default),
            Some((text, origin)) => match parse(text.trim()) {
                Ok(value) => (value, origin),
                Err(message) => {
                    let written = if origin == Origin::File {
                        format!("{FILE}: {}", names::key(name))
                    } else {
                        name.to_owned()
                    };
                    let message = if text.trim().is_empty() {
                        message.replacen("is ``", "is empty", 1)
                    } else {
                        message
                    };
                    self.problem(Some(name), written, message);
                    (default, origin)
                }
            },
        };
        self.settings.push(Setting {
            name,
            value: show(&value),
            origin,
        });
        value
    }

    /// Notes a contradiction between settings that were each well-formed; says nothing about those that were not.
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

    /// The settings in effect, in the order of the documentation.
    pub(super) fn finish(mut self) -> Result<Vec<Setting>, ConfigErrors> {
        if self.problems.is_empty() {
            self.settings.sort_by_key(|setting| position(setting.name));
            Ok(self.settings)
        } else {
            self.problems
                .sort_by_key(|(setting, _)| setting.map(position));
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

fn position(name: &str) -> Option<usize> {
    names::ALL.iter().position(|known| *known == name)
}

fn unknown<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> String {
    names::nearest(wrong, known).map_or_else(
        || "is not a setting".to_owned(),
        |name| format!("is not a setting; did you mean {name}?"),
    )
}

/// A value of the file as the text that a variable would hold.
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
