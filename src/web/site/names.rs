//! Names the built files that documents load.

use std::collections::HashMap;

use super::Files;
use crate::views::assets::Assets;

/// The names of the files, without hash and ending.
const NAME: &str = "latchkey";
/// The name of the chunk in the manifest, as `browser/src/lib.rs` declares it.
const CHUNK: &str = "pages";
/// The file of this name has no hash in a build without hashes.
const CHUNK_SCRIPT: &str = "__wasm_split.______________________.js";

/// Returns the files of the site: those with the hashes in this text, or else those without.
pub fn names(files: &dyn Files, hashes: &str) -> Option<Assets> {
    let hashes = by_kind(hashes);
    let path = |name: &str| format!("pkg/{name}");
    let hashed = |kind: &str, name: &str| {
        let (stem, ending) = name.rsplit_once('.')?;
        let name = format!("{stem}.{}.{ending}", hashes.get(kind)?);
        files.has(&path(&name)).then_some(name)
    };
    let plain = |name: &str| files.has(&path(name)).then(|| name.to_owned());
    let name = |ending: &str| format!("{NAME}.{ending}");
    let address = |name: String| format!("/pkg/{name}");

    let is_hashed = hashed("js", &name("js")).is_some();
    let (script, module, style, chunk_script, manifest) = if is_hashed {
        (
            hashed("js", &name("js"))?,
            hashed("wasm", &name("wasm"))?,
            hashed("css", &name("css"))?,
            hashed("split", "__wasm_split.js"),
            hashed("manifest", "__wasm_split_manifest.json"),
        )
    } else {
        (
            plain(&name("js"))?,
            plain(&name("wasm")).or_else(|| plain(&format!("{NAME}_bg.wasm")))?,
            name("css"),
            plain(CHUNK_SCRIPT),
            plain("__wasm_split_manifest.json"),
        )
    };
    let chunks = manifest
        .and_then(|manifest| files.read(&path(&manifest)))
        .and_then(|json| serde_json::from_slice::<HashMap<String, Vec<String>>>(&json).ok())
        .and_then(|mut chunks| chunks.remove(CHUNK))
        .unwrap_or_default();
    Some(Assets {
        are_hashed: is_hashed,
        style: address(style),
        script: address(script),
        module: address(module),
        chunk_script: chunk_script.map(address).unwrap_or_default(),
        chunks: chunks
            .into_iter()
            .map(|chunk| address(format!("{chunk}.wasm")))
            .collect(),
    })
}

/// Reads `hash.txt`: the hash of each kind of file. Without it, no file has a hash.
fn by_kind(text: &str) -> HashMap<String, String> {
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(kind, hash)| (kind.trim().to_owned(), hash.trim().to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{super::folder::Folder, *};

    fn site(files: &[&str], hashes: &str) -> (tempfile::TempDir, Option<Assets>) {
        let root = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let package = root.path().join("pkg");
        fs::create_dir(&package).unwrap_or_else(|error| panic!("{error}"));
        for file in files {
            fs::write(package.join(file), r#"{"pages":["split_pages.E"]}"#)
                .unwrap_or_else(|error| panic!("{error}"));
        }
        let found = names(&Folder::new(root.path()), hashes);
        (root, found)
    }

    #[test]
    fn a_release_names_the_files_of_its_hashes() {
        let files = [
            "latchkey.A.js",
            "latchkey.B.wasm",
            "latchkey.C.css",
            "__wasm_split.D.js",
            "__wasm_split_manifest.F.json",
            "latchkey.js",
            "latchkey.wasm",
        ];
        let hashes = "js: A\nwasm: B\ncss: C\nmanifest: F\nsplit: D\n";
        let (_root, found) = site(&files, hashes);
        assert_eq!(
            found,
            Some(Assets {
                are_hashed: true,
                style: "/pkg/latchkey.C.css".to_owned(),
                script: "/pkg/latchkey.A.js".to_owned(),
                module: "/pkg/latchkey.B.wasm".to_owned(),
                chunk_script: "/pkg/__wasm_split.D.js".to_owned(),
                chunks: vec!["/pkg/split_pages.E.wasm".to_owned()],
            })
        );
    }

    #[test]
    fn a_build_without_hashes_names_plain_files() {
        let (_root, found) = site(&["latchkey.js", "latchkey_bg.wasm"], "js: of another site");
        let found = found.unwrap_or_default();
        assert_eq!(
            (found.script.as_str(), found.module.as_str()),
            ("/pkg/latchkey.js", "/pkg/latchkey_bg.wasm")
        );
        assert!(found.chunks.is_empty() && found.chunk_script.is_empty() && !found.are_hashed);
    }

    #[test]
    fn a_folder_without_the_script_is_no_site() {
        assert_eq!(site(&["latchkey.wasm"], "").1, None);
    }
}
