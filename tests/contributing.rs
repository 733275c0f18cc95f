//! Holds the recipes of `CONTRIBUTING.md` to the tree: what they name exists, the Rust that they show is code of `tests/product`, and
//! the recipe for a page counts right.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every file at or below `folder`.
fn files(folder: PathBuf) -> Vec<PathBuf> {
    fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| {
            if path.is_dir() {
                files(path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// `text` with each run of white space as one space.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The blocks of Rust.
fn rust_blocks(text: &str) -> Vec<&str> {
    text.split("```rust\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect()
}

/// What stands between backticks, outside of blocks.
fn quoted(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    prose
        .flat_map(|part| part.split('`').skip(1).step_by(2))
        .collect()
}

#[test]
fn the_rust_that_is_shown_is_compiled_code() {
    let code: String = files(root().join("tests/product/src"))
        .iter()
        .map(|path| in_one_line(&fs::read_to_string(path).unwrap()))
        .collect();
    let text = read("CONTRIBUTING.md");
    let blocks = rust_blocks(&text);
    assert!(blocks.len() >= 7, "{} blocks", blocks.len());
    for block in blocks {
        for line in block.lines() {
            assert!(
                code.contains(&in_one_line(line)),
                "tests/product has no such line: {line}"
            );
        }
    }
}

#[test]
fn the_files_that_are_named_exist() {
    let text = read("CONTRIBUTING.md");
    let is_file = |name: &&str| {
        name.contains('/')
            && [".rs", ".sql", ".md"].iter().any(|end| name.ends_with(end))
            && !name.contains(' ')
    };
    let named: Vec<_> = quoted(&text).into_iter().filter(is_file).collect();
    assert!(named.len() >= 10, "{named:?}");
    for name in named {
        let places = [
            root().join(name),
            root().join("tests/product/src").join(name),
        ];
        assert!(places.iter().any(|place| place.is_file()), "{name}");
    }
}

#[test]
fn the_commands_that_are_named_are_there_and_find_their_tests() {
    let text = read("CONTRIBUTING.md");
    let makefile = read("Makefile");
    let sources: String = ["src", "tests"]
        .iter()
        .flat_map(|folder| files(root().join(folder)))
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .map(|path| path.display().to_string() + "\n")
        .collect();
    let mut commands = 0;
    for command in quoted(&text)
        .into_iter()
        .filter_map(|quoted| quoted.strip_prefix("make "))
    {
        commands += 1;
        let target = command.split(' ').next().unwrap();
        assert!(
            makefile.contains(&format!("\n{target}: ## ")),
            "make {target}"
        );
        for filter in command.split("test(").skip(1) {
            let name = filter.split(')').next().unwrap().trim_end_matches("::");
            let is_module =
                sources.contains(&format!("/{name}/")) || sources.contains(&format!("/{name}.rs"));
            assert!(is_module, "no module for test({name})");
        }
        for filter in command.split("binary(").skip(1) {
            let name = filter.split(')').next().unwrap();
            assert!(
                root().join(format!("tests/{name}.rs")).is_file(),
                "binary({name})"
            );
        }
        for spec in command
            .split(['"', ' '])
            .filter(|word| word.ends_with(".spec.ts"))
        {
            assert!(root().join("end2end/tests").join(spec).is_file(), "{spec}");
        }
    }
    assert!(commands >= 10, "{commands} commands");
}

#[test]
fn a_page_takes_four_files_in_one_folder_and_one_place_elsewhere() {
    let product = root().join("tests/product/src");
    let of_the_feature = files(product.join("guestbook"));
    assert!(of_the_feature.len() <= 4, "{of_the_feature:?}");
    let lib = fs::read_to_string(product.join("lib.rs")).unwrap();
    let registrations: Vec<_> = lib
        .lines()
        .filter(|line| !line.starts_with("//") && line.contains("guestbook"))
        .collect();
    assert_eq!(
        registrations,
        [
            "pub mod guestbook;",
            "pub type Product = (guestbook::Guestbook,);"
        ]
    );
}
