//! The files of the built site, and the 404 page.

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

/// Adds to `router` the files and, for every other path, the 404 page.
///
/// Replaces the handler that leptos has for both (leptos_axum 0.8.10, `file_and_error_handler_with_context`). For a
/// file, that handler takes the pending response headers from whatever reactive owner the thread was left with.
/// These may belong to a page that is being rendered for another request, which is then sent without its content
/// security policy.
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

/// Copies the head of `request` for the file service. Returns `None` if the method cannot ask for a file.
fn question(request: &Request) -> Option<Request> {
    let mut question = Request::new(Body::empty());
    *question.method_mut() = request.method().clone();
    *question.uri_mut() = request.uri().clone();
    *question.headers_mut() = request.headers().clone();
    matches!(*request.method(), Method::GET | Method::HEAD).then_some(question)
}

/// Returns the file if it exists. Any other answer (for a folder, for an impossible path) counts as no file.
async fn find(files: ServeDir, question: Request) -> Option<Response> {
    let answer = files.oneshot(question).await.ok()?;
    let found = answer.status().is_success() || answer.status() == StatusCode::NOT_MODIFIED;
    found.then(|| answer.into_response())
}
