//! Which room may import what (`docs/ARCHITECTURE.md`), and what every server function must say. Read from the sources.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The words that server and browser share.
const SHARED: [&str; 10] = [
    "device",
    "error",
    "event",
    "input",
    "note",
    "paths",
    "revocation",
    "sensitive",
    "session",
    "text",
];

/// Each room, what it may import besides itself and the shared words, and the crates that have no place in it.
const ROOMS: [(&str, &[&str], &[&str]); 8] = [
    ("views", &["api", "interceptor"], &["axum", "sqlx", "tokio"]),
    (
        "api",
        &["interceptor", "rules", "services", "store", "web"],
        &["axum", "sqlx", "tokio"],
    ),
    (
        "interceptor",
        &[],
        &["axum", "leptos_axum", "sqlx", "tokio"],
    ),
    (
        "rules",
        &[],
        &[
            "axum",
            "leptos",
            "leptos_axum",
            "sqlx",
            "tower",
            "tower_http",
        ],
    ),
    (
        "services",
        &["rules", "store"],
        &[
            "axum",
            "leptos",
            "leptos_axum",
            "sqlx",
            "tower",
            "tower_http",
        ],
    ),
    (
        "store",
        &["rules"],
        &["axum", "leptos", "leptos_axum", "tower", "tower_http"],
    ),
    (
        "web",
        &["api", "views", "rules", "interceptor", "services", "store"],
        &["sqlx"],
    ),
    (
        "cli",
        &["rules", "services", "web", "store"],
        &["leptos", "leptos_axum", "sqlx"],
    ),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file at or below `path`.
fn sources(path: &Path) -> Vec<PathBuf> {
    if path.is_dir() {
        fs::read_dir(path)
            .unwrap()
            .flat_map(|entry| sources(&entry.unwrap().path()))
            .collect()
    } else if path.is_file() && path.extension().is_some_and(|extension| extension == "rs") {
        vec![path.to_owned()]
    } else {
        Vec::new()
    }
}

/// The files of a room: `src/room.rs`, or all in `src/room/`.
fn files_of(room: &str) -> Vec<PathBuf> {
    let files = [
        root().join("src").join(room),
        root().join(format!("src/{room}.rs")),
    ]
    .iter()
    .flat_map(|path| sources(path))
    .collect::<Vec<_>>();
    assert!(!files.is_empty(), "the room {room} is gone");
    files
}

/// A file's code without its comments.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn name(text: &str) -> &str {
    let end = text
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    &text[..end]
}

/// The first names in `crate::name` and in `crate::{name, name::…}`.
fn rooms_imported(code: &str) -> BTreeSet<&str> {
    let mut rooms = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            rooms.insert(name(rest));
            continue;
        };
        let mut depth = 1;
        rooms.insert(name(group.trim_start()));
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 1 => break,
                '}' => depth -= 1,
                ',' if depth == 1 => drop(rooms.insert(name(group[at + 1..].trim_start()))),
                _ => {}
            }
        }
    }
    rooms.remove("");
    rooms
}

/// Whether the code names `krate` in a path.
fn names_crate(code: &str, krate: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    code.match_indices(&format!("{krate}::"))
        .any(|(at, _)| !code[..at].ends_with(is_word))
}

#[test]
fn imports_are_found() {
    let code = "use crate::{\n    a::{b, c},\n    d,\n};\nuse crate::e::f; crate::g::h()";
    assert_eq!(rooms_imported(code), BTreeSet::from(["a", "d", "e", "g"]));
    assert!(names_crate("use axum::Json;", "axum") && !names_crate("use leptos_axum::x;", "axum"));
}

#[test]
fn rooms_import_only_what_they_may() {
    let mut breaches = Vec::new();
    for (room, may, _) in ROOMS {
        for file in files_of(room) {
            let code = code(&file);
            let allowed =
                |import: &&str| *import == room || SHARED.contains(import) || may.contains(import);
            // Macros and the crate's own name are no rooms.
            let is_room = |import: &&str| {
                SHARED.contains(import) || ROOMS.iter().any(|(room, ..)| room == import)
            };
            breaches.extend(
                rooms_imported(&code)
                    .into_iter()
                    .filter(|import| is_room(import) && !allowed(import))
                    .map(|import| {
                        format!(
                            "{} imports {import}",
                            file.strip_prefix(root()).unwrap().display()
                        )
                    }),
            );
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn shared_words_import_nothing_of_ours() {
    for word in SHARED {
        for file in files_of(word) {
            let code = code(&file);
            let foreign: Vec<&str> = rooms_imported(&code)
                .into_iter()
                .filter(|import| ROOMS.iter().any(|(room, ..)| room == import))
                .collect();
            assert!(foreign.is_empty(), "{}: {foreign:?}", file.display());
        }
    }
}

#[test]
fn rooms_stay_away_from_the_crates_of_others() {
    let mut breaches = Vec::new();
    for (room, _, never) in ROOMS {
        for file in files_of(room) {
            let code = code(&file);
            breaches.extend(
                never
                    .iter()
                    .filter(|krate| names_crate(&code, krate))
                    .map(|krate| format!("{} names {krate}", file.display())),
            );
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn views_are_the_same_on_both_sides() {
    for file in files_of("views") {
        let code = code(&file);
        for (at, _) in code.match_indices("cfg(feature") {
            let declared = code[at..]
                .lines()
                .skip(1)
                .find(|line| !line.trim_start().starts_with("#["))
                .unwrap_or_default();
            let stands_on_a_module = ["mod ", "pub mod ", "pub use ", "use "]
                .iter()
                .any(|start| declared.starts_with(start));
            assert!(
                stands_on_a_module,
                "{}: a feature decides about `{declared}`",
                file.display()
            );
        }
    }
}

#[test]
fn every_server_function_goes_through_the_interceptor_and_names_its_path() {
    let mut functions = 0;
    for file in files_of("api") {
        let code = code(&file);
        for (at, _) in code.match_indices("#[server") {
            let (attribute, rest) = code[at..]
                .split_once(")]")
                .expect("a server function says where it is: #[server(…)]");
            let (_, function) = rest.split_once("fn ").unwrap();
            let function = name(function);
            for must in [
                "client = AuthClient",
                "prefix = \"/api/fn\"",
                &format!("endpoint = \"{function}\""),
            ] {
                assert!(
                    attribute.contains(must),
                    "{function} in {} lacks `{must}`",
                    file.display()
                );
            }
            functions += 1;
        }
    }
    assert!(
        functions >= 5,
        "server functions are no longer where this test looks for them"
    );
}

#[test]
fn no_server_function_is_anywhere_else() {
    for file in sources(&root().join("src"))
        .into_iter()
        .filter(|file| !file.starts_with(root().join("src/api")))
    {
        assert!(!code(&file).contains("#[server"), "{}", file.display());
    }
}

#[test]
fn no_file_is_longer_than_300_lines() {
    for file in [root().join("src"), root().join("tests")]
        .iter()
        .flat_map(|path| sources(path))
    {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= 300, "{} has {lines} lines", file.display());
    }
}
