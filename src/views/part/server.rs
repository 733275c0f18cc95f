//! Parts on the server. Each is rendered once.

use leptos::prelude::*;

use crate::views::eager::eager;

/// A view whose type is forgotten.
pub type Part = AnyView;

/// Returns the view as a part.
pub fn part<V: IntoView + 'static>(view: V) -> Part {
    eager(view).into_any()
}

/// Renders what `view` returns. What the browser's half says more holds here, too.
pub fn dynamic<V: IntoView + 'static>(
    view: impl Fn() -> V + Send + Sync + 'static,
) -> impl IntoView {
    view
}
