//! Holds the documents to the code: every test that one of them names as evidence exists, the settings are those that are declared,
//! and every decision has a date, a status and its line in the index.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{fs, path::Path};

use latchkey::web::config::{Declaration, SETTINGS};

const DOCUMENTS: [&str; 2] = ["docs/ASVS.md", "docs/SECURITY-MODEL.md"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns each `path::test` that stands between backticks in `text`.
fn evidence(text: &str) -> Vec<(&str, &str)> {
    text.lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .filter_map(|quoted| quoted.split_once("::"))
        .filter(|(path, _)| path.ends_with(".rs") || path.ends_with(".ts"))
        .collect()
}

/// Whether `source` defines a test of that name: a function of Rust, or a title of Playwright.
fn defines(source: &str, path: &str, test: &str) -> bool {
    if path.ends_with(".rs") {
        source.contains(&format!("fn {test}("))
    } else {
        source.contains(test)
    }
}

#[test]
fn every_test_that_a_document_names_exists() {
    for document in DOCUMENTS {
        let text = fs::read_to_string(root().join(document)).unwrap();
        let named = evidence(&text);
        assert!(named.len() > 10, "{document} names hardly any test");
        let missing: Vec<String> = named
            .iter()
            .filter(|(path, test)| {
                fs::read_to_string(root().join(path))
                    .map_or(true, |source| !defines(&source, path, test))
            })
            .map(|(path, test)| format!("{path}::{test}"))
            .collect();
        assert!(
            missing.is_empty(),
            "{document} names tests that do not exist: {missing:#?}"
        );
    }
}

#[test]
fn a_missing_test_is_noticed() {
    assert_eq!(
        evidence("a `b` and `tests/a.rs::x`, `y.ts::a title`"),
        [("tests/a.rs", "x"), ("y.ts", "a title")]
    );
    assert!(
        defines("async fn x() {}", "tests/a.rs", "x")
            && !defines("async fn xy() {}", "tests/a.rs", "x")
    );
}

fn read(document: &str) -> String {
    fs::read_to_string(root().join(document)).unwrap_or_else(|error| panic!("{document}: {error}"))
}

/// The row of a setting in README's table.
fn row(setting: &Declaration) -> String {
    let Declaration { name, doc, .. } = setting;
    format!("| `{name}` | {} | {doc} |", setting.default_in_words())
}

#[test]
fn the_readme_has_the_settings_as_declared() {
    let expected: Vec<String> = SETTINGS.iter().map(row).collect();
    let readme = read("README.md");
    let written: Vec<&str> = readme
        .lines()
        .filter(|line| line.starts_with("| `LATCHKEY_") || line.starts_with("| `LEPTOS_"))
        .collect();
    assert!(
        written == expected,
        "README.md lacks these rows:\n{}",
        expected.join("\n")
    );
}

/// The example file: every setting with its default, commented out.
fn example() -> String {
    let mut text = String::from(
        "# Settings of Latchkey as environment variables, each with its default. README.md explains them.\n\
         # The server reads its environment, not this file. Copy it to .env, change it, and hand it over:\n\
         # `set -a; . ./.env; set +a` in a shell, `--env-file .env` in Docker, `EnvironmentFile=` in systemd.\n",
    );
    let mut section = "";
    for setting in SETTINGS {
        if setting.section != section {
            section = setting.section;
            text.push_str(&format!("\n## {section}\n"));
        }
        let default = match setting.default_value().as_str() {
            "" => format!("; default: {}", setting.default_in_words()),
            _ => String::new(),
        };
        let line = format!(
            "# {} [{}{default}]\n#{}={}\n",
            setting.doc,
            setting.unit,
            setting.name,
            setting.default_value()
        );
        text.push_str(&line);
    }
    text
}

#[test]
fn the_example_environment_has_the_settings_as_declared() {
    let expected = example();
    assert!(
        read(".env.example") == expected,
        ".env.example is to be:\n{expected}"
    );
}

/// The records of decisions: file name, text.
fn decisions() -> Vec<(String, String)> {
    let mut records: Vec<_> = fs::read_dir(root().join("docs/decisions"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "README.md")
        .map(|name| (name.clone(), read(&format!("docs/decisions/{name}"))))
        .collect();
    records.sort();
    records
}

/// The line of a record in the index: number, title, date and status, without links in the status.
fn index_line(name: &str, record: &str) -> Option<String> {
    let mut lines = record.lines();
    let (number, title) = lines.next()?.strip_prefix("# ")?.split_once(". ")?;
    let mut field =
        |label: &str| lines.find_map(|line| line.strip_prefix(&format!("**{label}.** ")));
    let date = field("Date")?.strip_suffix('\\')?;
    let is_date = date.len() == 10 && date.split('-').all(|part| part.parse::<u16>().is_ok());
    let status = field("Status")?;
    let is_status = ["accepted", "superseded by ["]
        .iter()
        .any(|start| status.starts_with(start));
    let plain: String = status
        .split('[')
        .map(|part| match part.split_once("](") {
            Some((number, rest)) => {
                let after = rest.split_once(')').map_or("", |(_, after)| after);
                format!("{number}{after}")
            }
            None => part.to_owned(),
        })
        .collect();
    let is_numbered = name.starts_with(&format!("{:0>4}-", number));
    (is_date && is_status && is_numbered)
        .then(|| format!("| {number} | [{title}]({name}) | {date} | {plain} |"))
}

#[test]
fn every_decision_has_a_date_a_status_and_a_line_in_the_index() {
    let index = read("docs/decisions/README.md");
    let expected: Vec<String> = decisions()
        .iter()
        .map(|(name, record)| {
            index_line(name, record)
                .unwrap_or_else(|| panic!("{name} lacks its number, date or status"))
        })
        .collect();
    let written: Vec<&str> = index
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains(".md)"))
        .collect();
    assert!(expected.len() > 20, "the decisions are gone");
    assert!(
        written == expected,
        "docs/decisions/README.md is to have these lines:\n{}",
        expected.join("\n")
    );
}

#[test]
fn a_decision_without_date_or_status_is_noticed() {
    let name = "0007-a.md";
    let whole = "# 7. A\n\n**Date.** 2026-11-21\\\n**Status.** accepted, amended by [9](0009-b.md)\n\n**Context.** B";
    assert_eq!(
        index_line(name, whole).as_deref(),
        Some("| 7 | [A](0007-a.md) | 2026-11-21 | accepted, amended by 9 |")
    );
    for damaged in [
        whole.replace("**Date.** 2026-11-21", "**Date.** soon"),
        whole.replace("**Status.** accepted", "**Status.** perhaps"),
        whole.replace("# 7.", "# 8."),
        whole.replace("**Status.**", ""),
    ] {
        assert_eq!(index_line(name, &damaged), None, "{damaged}");
    }
}
