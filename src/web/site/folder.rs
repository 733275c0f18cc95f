//! Files in a folder.

use std::{
    borrow::Cow,
    fs,
    path::{Path, PathBuf},
};

use axum::{
    body::Body,
    extract::Request,
    response::{IntoResponse as _, Response},
};
use futures::future::{BoxFuture, FutureExt as _};
use http::StatusCode;
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

use super::Files;

/// The files of a site.
pub struct Folder {
    root: PathBuf,
    service: ServeDir,
}

impl Folder {
    /// Creates it for the files in `root`.
    pub fn new(root: &Path) -> Self {
        let service = ServeDir::new(root)
            .append_index_html_on_directories(false)
            .precompressed_br()
            .precompressed_gzip();
        Self {
            root: root.to_owned(),
            service,
        }
    }
}

impl Files for Folder {
    fn has(&self, path: &str) -> bool {
        self.root.join(path).is_file()
    }

    fn read(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        fs::read(self.root.join(path)).ok().map(Cow::Owned)
    }

    /// Any other answer of the service (for a folder, for an impossible path) counts as no file.
    fn answer<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Option<Response>> {
        let mut question = Request::new(Body::empty());
        *question.method_mut() = request.method().clone();
        *question.uri_mut() = request.uri().clone();
        *question.headers_mut() = request.headers().clone();
        let service = self.service.clone();
        async move {
            let answer = service.oneshot(question).await.ok()?;
            let found = answer.status().is_success() || answer.status() == StatusCode::NOT_MODIFIED;
            found.then(|| answer.into_response())
        }
        .boxed()
    }
}
