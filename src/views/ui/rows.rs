//! Lists whose rows keep their elements while others come and go. All lists are of one type, which the browser downloads
//! once.

use leptos::prelude::*;

use crate::views::part::{Part, part};

/// A row, which is rendered when it appears.
pub struct Row {
    key: String,
    view: Box<dyn FnOnce() -> Part + Send>,
}

impl Row {
    /// Creates a row. While a list has a row of this key, its element stays as it is.
    pub fn new<V: IntoView + 'static>(
        key: String,
        view: impl FnOnce() -> V + Send + 'static,
    ) -> Self {
        Self {
            key,
            view: Box::new(|| part(view())),
        }
    }
}

/// Renders the rows, and again only what has changed of them.
pub fn rows(list: impl Fn() -> Vec<Row> + Send + Sync + 'static) -> impl IntoView {
    boxed(Box::new(list))
}

fn boxed(list: Box<dyn Fn() -> Vec<Row> + Send + Sync>) -> impl IntoView {
    view! {
        <For each=list key=|row| row.key.clone() let:row>
            {(row.view)()}
        </For>
    }
}
