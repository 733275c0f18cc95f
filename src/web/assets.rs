//! Finds the built site: its folder, and the files in it that documents name.

use std::{
    collections::HashMap,
    env, fs,
    path::{Path, PathBuf},
};

use thiserror::Error;

use crate::views::assets::Assets;

/// The names of the files, without hash and ending.
const NAME: &str = "latchkey";
/// The name of the chunk in the manifest, as `browser/src/lib.rs` declares it.
const CHUNK: &str = "pages";
/// The file of this name has no hash in a build without hashes.
const CHUNK_SCRIPT: &str = "__wasm_split.______________________.js";

/// There is no built site.
#[derive(Debug, Error)]
#[error(
    "LEPTOS_SITE_ROOT: there is no built site in {}. Build it with `cargo leptos build --release`, or name its folder",
    .0.iter().map(|root| root.display().to_string()).collect::<Vec<_>>().join(", ")
)]
pub struct MissingSite(Vec<PathBuf>);

/// A built site.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its folder.
    pub root: PathBuf,
    /// The files that documents load.
    pub assets: Assets,
}

impl Site {
    /// Finds the site: in the folder that `LEPTOS_SITE_ROOT` names (`target/site`), or else beside the binary. `hash.txt`, beside the binary, has the hashes of its files.
    ///
    /// # Errors
    /// [`MissingSite`].
    pub fn find() -> Result<Self, MissingSite> {
        let beside = env::current_exe()
            .ok()
            .and_then(|binary| binary.parent().map(Path::to_owned))
            .unwrap_or_default();
        let named = env::var_os("LEPTOS_SITE_ROOT")
            .map_or_else(|| PathBuf::from("target/site"), PathBuf::from);
        let mut roots = vec![named.clone()];
        if named.is_relative() {
            // Of the folder of a checkout, which need not be the current one.
            roots.extend([beside.join("site"), beside.join("../site")]);
        }
        let hashes = hashes(&beside);
        let found = roots
            .iter()
            .find_map(|root| assets(root, &hashes).map(|assets| (root.clone(), assets)));
        found
            .map(|(root, assets)| Self { root, assets })
            .ok_or(MissingSite(roots))
    }

    /// Returns a site that nobody has built, for tests. Its documents name files that do not exist.
    pub fn none() -> Self {
        Self {
            root: "target/site".into(),
            assets: Assets {
                style: "/pkg/latchkey.css".to_owned(),
                script: "/pkg/latchkey.js".to_owned(),
                module: "/pkg/latchkey.wasm".to_owned(),
                ..Assets::default()
            },
        }
    }
}

/// Reads `hash.txt`: the hash of each kind of file. Without it, no file has a hash.
fn hashes(folder: &Path) -> HashMap<String, String> {
    let text = fs::read_to_string(folder.join("hash.txt")).unwrap_or_default();
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(kind, hash)| (kind.trim().to_owned(), hash.trim().to_owned()))
        .collect()
}

/// Returns the files of the site in `root`: those with these hashes, or else those without.
fn assets(root: &Path, hashes: &HashMap<String, String>) -> Option<Assets> {
    let package = root.join("pkg");
    let hashed = |kind: &str, name: &str| {
        let (stem, ending) = name.rsplit_once('.')?;
        let name = format!("{stem}.{}.{ending}", hashes.get(kind)?);
        package.join(&name).is_file().then_some(name)
    };
    let plain = |name: &str| package.join(name).is_file().then(|| name.to_owned());
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
        .and_then(|manifest| fs::read(package.join(manifest)).ok())
        .and_then(|json| serde_json::from_slice::<HashMap<String, Vec<String>>>(&json).ok())
        .and_then(|mut chunks| chunks.remove(CHUNK))
        .unwrap_or_default();
    Some(Assets {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[&str], hashes: &str) -> (tempfile::TempDir, Option<Assets>) {
        let root = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let package = root.path().join("pkg");
        let write = |path: PathBuf, text: &str| {
            fs::write(path, text).unwrap_or_else(|error| panic!("{error}"));
        };
        fs::create_dir(&package).unwrap_or_else(|error| panic!("{error}"));
        for file in files {
            write(package.join(file), r#"{"pages":["split_pages.E"]}"#);
        }
        write(root.path().join("hash.txt"), hashes);
        let found = assets(root.path(), &super::hashes(root.path()));
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
        assert!(found.chunks.is_empty() && found.chunk_script.is_empty());
    }

    #[test]
    fn a_folder_without_the_script_is_no_site() {
        assert_eq!(site(&["latchkey.wasm"], "").1, None);
    }
}
