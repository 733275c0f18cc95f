//! Holds the documents to the code: every test that one of them names as evidence exists.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{fs, path::Path};

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
