//! Holds the documents to the code: every test that one of them names as evidence exists, and the settings are those that are declared.

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
