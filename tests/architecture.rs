//! Which layer may import what (`docs/ARCHITECTURE.md`), and what every server function must say. Read from the sources.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The entries of `src/` that are no layer.
const ENTRIES: [&str; 2] = ["lib", "main"];

/// The words that server and browser share. They import each other only.
const SHARED: [&str; 16] = [
    "admin",
    "demo",
    "device",
    "error",
    "event",
    "form_fields",
    "ids",
    "input",
    "json",
    "pages",
    "paths",
    "revocation",
    "sensitive",
    "session",
    "text",
    "theme",
];

/// A layer of the foundation.
struct Layer {
    name: &'static str,
    /// What it may import besides itself and the shared words.
    may: &'static [&'static str],
    /// The crates that have no place in it.
    never: &'static [&'static str],
}

const LAYERS: [Layer; 8] = [
    Layer {
        name: "rules",
        may: &[],
        never: &[
            "axum",
            "leptos",
            "leptos_axum",
            "sqlx",
            "tower",
            "tower_http",
        ],
    },
    Layer {
        name: "store",
        may: &["rules"],
        never: &["axum", "leptos", "leptos_axum", "tower", "tower_http"],
    },
    Layer {
        name: "services",
        may: &["rules", "store"],
        never: &[
            "axum",
            "leptos",
            "leptos_axum",
            "sqlx",
            "tower",
            "tower_http",
        ],
    },
    Layer {
        name: "interceptor",
        may: &[],
        never: &["axum", "leptos_axum", "sqlx", "tokio"],
    },
    Layer {
        name: "api",
        may: &["interceptor", "rules", "services"],
        never: &["axum", "leptos_axum", "sqlx", "tokio"],
    },
    Layer {
        name: "views",
        may: &["api", "interceptor"],
        never: &["axum", "sqlx", "tokio"],
    },
    Layer {
        name: "web",
        may: &["api", "interceptor", "rules", "services", "store", "views"],
        never: &["sqlx"],
    },
    Layer {
        name: "cli",
        may: &["rules", "services", "store", "web"],
        never: &["leptos", "leptos_axum", "sqlx"],
    },
];

/// The features of the product. They may import every layer, and no layer may import one.
const FEATURES: [&str; 1] = ["notes"];

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

/// The files of a module: `src/module.rs`, or all in `src/module/`.
fn files_of(module: &str) -> Vec<PathBuf> {
    let places = [
        root().join("src").join(module),
        root().join(format!("src/{module}.rs")),
    ];
    let files: Vec<_> = places.iter().flat_map(|path| sources(path)).collect();
    assert!(!files.is_empty(), "the module {module} is gone");
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

/// The same, without the tests at its end: they may build what they like.
fn code_without_tests(path: &Path) -> String {
    let code = code(path);
    let end = code.find("#[cfg(test)]\nmod tests {").unwrap_or(code.len());
    code[..end].to_owned()
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

fn name(text: &str) -> &str {
    let end = text
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    &text[..end]
}

/// The first names in `crate::name` and in `crate::{name, name::…}`.
fn modules_imported(code: &str) -> BTreeSet<&str> {
    let mut modules = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            modules.insert(name(rest));
            continue;
        };
        let mut depth = 1;
        modules.insert(name(group.trim_start()));
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 1 => break,
                '}' => depth -= 1,
                ',' if depth == 1 => drop(modules.insert(name(group[at + 1..].trim_start()))),
                _ => {}
            }
        }
    }
    modules.remove("");
    modules
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
    assert_eq!(modules_imported(code), BTreeSet::from(["a", "d", "e", "g"]));
    assert!(names_crate("use axum::Json;", "axum") && !names_crate("use leptos_axum::x;", "axum"));
}

#[test]
fn every_entry_of_the_sources_is_a_layer_a_shared_word_or_a_feature() {
    let known: BTreeSet<&str> = (ENTRIES.iter())
        .chain(&SHARED)
        .chain(LAYERS.iter().map(|layer| &layer.name))
        .chain(&FEATURES)
        .copied()
        .collect();
    let entries: BTreeSet<String> = fs::read_dir(root().join("src"))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            path.file_stem().unwrap().to_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(
        entries,
        known.into_iter().map(str::to_owned).collect(),
        "a new entry of src/ belongs into one of the lists at the head of tests/architecture.rs, and into docs/ARCHITECTURE.md"
    );
}

#[test]
fn layers_import_only_what_they_may() {
    let mut breaches = Vec::new();
    for layer in LAYERS {
        for file in files_of(layer.name) {
            let code = code(&file);
            let allowed = |import: &&str| {
                *import == layer.name || SHARED.contains(import) || layer.may.contains(import)
            };
            // Macros and the crate's own name are no modules.
            let is_layer = |import: &&str| LAYERS.iter().any(|layer| layer.name == *import);
            breaches.extend(
                modules_imported(&code)
                    .into_iter()
                    .filter(|import| is_layer(import) && !allowed(import))
                    .map(|import| format!("{} imports {import}", shown(&file))),
            );
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn the_foundation_never_imports_the_product() {
    let foundation = SHARED
        .into_iter()
        .chain(LAYERS.iter().map(|layer| layer.name));
    let mut breaches = Vec::new();
    for module in foundation {
        for file in files_of(module) {
            let code = code(&file);
            let imports = modules_imported(&code);
            breaches.extend(
                FEATURES
                    .iter()
                    .filter(|feature| imports.contains(**feature))
                    .map(|feature| {
                        format!(
                            "{} imports {feature}: bring it in by Feature or ServerFeature",
                            shown(&file)
                        )
                    }),
            );
            // Not by name either.
            if code.contains("crate::Product") {
                breaches.push(format!("{} names the product", shown(&file)));
            }
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn layers_import_each_other_in_no_circle() {
    let imports: BTreeMap<&str, BTreeSet<String>> = LAYERS
        .iter()
        .map(|layer| {
            let all = files_of(layer.name)
                .iter()
                .flat_map(|file| {
                    modules_imported(&code_without_tests(file))
                        .into_iter()
                        .map(str::to_owned)
                        .collect::<Vec<_>>()
                })
                .filter(|import| import != layer.name)
                .collect();
            (layer.name, all)
        })
        .collect();
    for layer in LAYERS {
        let (mut seen, mut ahead) = (BTreeSet::new(), vec![layer.name.to_owned()]);
        while let Some(next) = ahead.pop() {
            for import in imports.get(next.as_str()).into_iter().flatten() {
                assert_ne!(
                    import, layer.name,
                    "{} and {next} import each other",
                    layer.name
                );
                if seen.insert(import.clone()) {
                    ahead.push(import.clone());
                }
            }
        }
    }
}

#[test]
fn shared_words_import_nothing_of_ours() {
    for word in SHARED {
        for file in files_of(word) {
            let code = code(&file);
            let foreign: Vec<&str> = modules_imported(&code)
                .into_iter()
                .filter(|import| LAYERS.iter().any(|layer| layer.name == *import))
                .collect();
            assert!(foreign.is_empty(), "{}: {foreign:?}", shown(&file));
        }
    }
}

#[test]
fn layers_stay_away_from_the_crates_of_others() {
    let mut breaches = Vec::new();
    for layer in LAYERS {
        for file in files_of(layer.name) {
            let code = code(&file);
            breaches.extend(
                layer
                    .never
                    .iter()
                    .filter(|krate| names_crate(&code, krate))
                    .map(|krate| format!("{} names {krate}", shown(&file))),
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
                shown(&file)
            );
        }
    }
}

#[test]
fn every_server_function_goes_through_the_interceptor_and_names_its_path() {
    let mut functions = 0;
    let all = [root().join("src"), root().join("tests/product")];
    for file in all.iter().flat_map(|folder| sources(folder)) {
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
                    "{}: `{function}` lacks this line in its attribute: {must}",
                    shown(&file)
                );
            }
            functions += 1;
        }
    }
    assert!(functions > 5, "{functions} server functions were found");
}

#[test]
fn no_file_is_a_wall() {
    let mut walls = Vec::new();
    for file in ["src", "tests"]
        .iter()
        .flat_map(|folder| sources(&root().join(folder)))
    {
        let path = shown(&file);
        let is_test = path.contains("tests") || path.contains("/model/");
        let lines = code_without_tests(&file).lines().count();
        if lines > if is_test { 440 } else { 300 } {
            walls.push(format!("{path} has {lines} lines of code"));
        }
    }
    assert!(walls.is_empty(), "{walls:#?}");
}

/// The first names in `super::name` and in `super::{name, name::…}`.
fn siblings_imported(code: &str) -> BTreeSet<String> {
    let code = code.replace("super::", "crate::");
    modules_imported(&code)
        .into_iter()
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_interceptor_has_one_state_and_no_circle() {
    let statics: usize = files_of("interceptor")
        .iter()
        .map(|file| code(file).matches("thread_local!").count())
        .sum();
    assert_eq!(statics, 1, "the state of a tab is in one place");

    for folder in ["src/interceptor/browser", "src/interceptor/session"] {
        let imports: BTreeMap<String, BTreeSet<String>> = sources(&root().join(folder))
            .iter()
            .filter(|file| {
                file.parent().unwrap().ends_with(folder) && !shown(file).contains("test")
            })
            .map(|file| {
                let module = file.file_stem().unwrap().to_str().unwrap().to_owned();
                let text = code_without_tests(file)
                    .replace("crate::", "")
                    .replace("super::super::", "");
                (module, siblings_imported(&text))
            })
            .filter(|(module, _)| module != "mod" && module != "model")
            .collect();
        for module in imports.keys() {
            let (mut seen, mut ahead) = (BTreeSet::new(), vec![module.clone()]);
            while let Some(next) = ahead.pop() {
                for import in imports.get(&next).into_iter().flatten() {
                    assert_ne!(
                        import, module,
                        "{folder}: {module} and {next} import each other"
                    );
                    if seen.insert(import.clone()) {
                        ahead.push(import.clone());
                    }
                }
            }
        }
    }
}
