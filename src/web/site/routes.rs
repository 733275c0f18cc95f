//! Serves the files, and the 404 page for every path without one.

use axum::{
    Router,
    extract::{Request, State},
    response::{IntoResponse as _, Response},
    routing::get,
};
use http::{HeaderValue, Method, header};

use super::super::{AppState, problem, render};

/// The built files. Documents name them.
const BUILT: &str = "/pkg/{*file}";

/// Adds to `router` the files and, for every other path, the 404 page.
///
/// Replaces the handler that leptos has for both (leptos_axum 0.8.10, `file_and_error_handler_with_context`). For a
/// file, that handler takes the pending response headers from whatever reactive owner the thread was left with.
/// These may belong to a page that is being rendered for another request, which is then sent without its content
/// security policy.
pub fn with_files(router: Router<AppState>, state: &AppState) -> Router<AppState> {
    let state = state.clone();
    router
        .route(BUILT, get(built))
        .fallback(move |request: Request| async move {
            let may_ask = matches!(*request.method(), Method::GET | Method::HEAD);
            let file = match may_ask {
                true => state.site.files.answer(&request).await,
                false => None,
            };
            match file {
                Some(file) => file,
                None => render::missing(&state, request).await,
            }
        })
}

/// Answers with a built file. It is immutable where its name has the hash of its content.
///
/// Rejects names that a file system could refuse (U+0000, hundreds of bytes): no built file has one, and the refusal
/// would be answered as an internal error.
async fn built(State(state): State<AppState>, request: Request) -> Response {
    let path = request.uri().path();
    let is_plain = path.len() <= 255
        && path
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte));
    if !is_plain {
        return problem::not_found().await;
    }
    let Some(mut file) = state.site.files.answer(&request).await else {
        return problem::not_found().await;
    };
    if state.site.assets.are_hashed {
        file.headers_mut().insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        );
    }
    file.into_response()
}
