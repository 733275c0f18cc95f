//! The built site: finds its files, in a folder or in the binary, names those that documents load, and serves them all.

#[cfg(feature = "embedded-site")]
mod built_in;
#[cfg(any(feature = "embedded-site", test))]
mod embedded;
mod folder;
mod names;
mod routes;

use std::{
    borrow::Cow,
    env, fmt, fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{extract::Request, response::Response};
use futures::future::BoxFuture;
use thiserror::Error;

use self::{folder::Folder, names::names};
use crate::views::assets::Assets;

pub use routes::with_files;

/// The name of the file with the hashes of the others.
const HASHES: &str = "hash.txt";

/// There is no built site.
#[derive(Debug, Error)]
#[error(
    "LEPTOS_SITE_ROOT: there is no built site in {}. Build it with `cargo leptos build --release`, or name its folder",
    .0.iter().map(|root| root.display().to_string()).collect::<Vec<_>>().join(", ")
)]
pub struct MissingSite(Vec<PathBuf>);

/// A built site.
#[derive(Clone)]
pub struct Site {
    /// Its files.
    pub files: Arc<dyn Files>,
    /// The files that documents load.
    pub assets: Assets,
}

/// Where the files of a site are. A path has no slash before it.
pub trait Files: Send + Sync {
    /// Returns whether there is a file at this path.
    fn has(&self, path: &str) -> bool;

    /// Returns the content of the file at this path.
    fn read(&self, path: &str) -> Option<Cow<'static, [u8]>>;

    /// Answers `request` with the file at its path, in the smallest encoding that the client takes; `None` if there is
    /// no file.
    fn answer<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Option<Response>>;
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Site").field(&self.assets).finish()
    }
}

impl Site {
    /// Finds the site: in the binary of `make dist`; else in the folder that `LEPTOS_SITE_ROOT` names (`target/site`), or
    /// beside the binary. `hash.txt`, beside the binary, has the hashes of its files.
    ///
    /// # Errors
    /// [`MissingSite`].
    pub fn find() -> Result<Self, MissingSite> {
        #[cfg(feature = "embedded-site")]
        if let Some(site) = Self::built_in() {
            return Ok(site);
        }
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
        let hashes = fs::read_to_string(beside.join(HASHES)).unwrap_or_default();
        let found = roots
            .iter()
            .find_map(|root| Self::of(Folder::new(root), &hashes));
        found.ok_or(MissingSite(roots))
    }

    #[cfg(feature = "embedded-site")]
    fn built_in() -> Option<Self> {
        let files = embedded::Embedded::new::<built_in::BuiltIn>();
        let hashes = files.read(HASHES)?;
        Self::of(files, &String::from_utf8_lossy(&hashes))
    }

    fn of(files: impl Files + 'static, hashes: &str) -> Option<Self> {
        let assets = names(&files, hashes)?;
        Some(Self {
            files: Arc::new(files),
            assets,
        })
    }

    /// Returns a site that nobody has built, for tests. Its documents name files that do not exist.
    pub fn none() -> Self {
        Self {
            files: Arc::new(Folder::new(Path::new("target/site"))),
            assets: Assets {
                style: "/pkg/latchkey.css".to_owned(),
                script: "/pkg/latchkey.js".to_owned(),
                module: "/pkg/latchkey.wasm".to_owned(),
                ..Assets::default()
            },
        }
    }
}
