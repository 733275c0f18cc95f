//! On the server, each part is rendered once.

use leptos::prelude::*;

/// Renders what `view` returns. The browser's half says what else it does.
pub fn dynamic<V: IntoView + 'static>(
    view: impl Fn() -> V + Send + Sync + 'static,
) -> impl IntoView {
    view
}
