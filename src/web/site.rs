//! The files of the built site, and the page that stands where nothing is.

use axum::{
    Router,
    body::Body,
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{Method, StatusCode};
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

use super::{AppState, render};

/// Gives `router` the files and, for every other path, the 404 page.
///
/// leptos has a handler for both. For a file it takes the headers that await a response from whatever reactive owner the thread was
/// left with: they are those of a page that is being rendered for somebody else, who then gets it without its content security
/// policy (leptos_axum 0.8.10, `file_and_error_handler_with_context`).
pub fn with_files(router: Router<AppState>, state: &AppState) -> Router<AppState> {
    let files = ServeDir::new(&*state.leptos_options.site_root)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    let state = state.clone();
    router.fallback(move |request: Request| async move {
        let file = match question(&request) {
            Some(question) => find(files, question).await,
            None => None,
        };
        match file {
            Some(file) => file,
            None => render::missing(&state, request).await,
        }
    })
}

/// `request` as the files need it, if it can be for one at all.
fn question(request: &Request) -> Option<Request> {
    let mut question = Request::new(Body::empty());
    *question.method_mut() = request.method().clone();
    *question.uri_mut() = request.uri().clone();
    *question.headers_mut() = request.headers().clone();
    matches!(*request.method(), Method::GET | Method::HEAD).then_some(question)
}

/// The file, if there is one. Whatever else is answered (for a folder, for a path that cannot be) is none.
async fn find(files: ServeDir, question: Request) -> Option<Response> {
    let answer = files.oneshot(question).await.ok()?;
    let found = answer.status().is_success() || answer.status() == StatusCode::NOT_MODIFIED;
    found.then(|| answer.into_response())
}
