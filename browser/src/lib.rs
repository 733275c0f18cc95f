//! The WebAssembly module. With the feature `split`, the code of the pages behind the sign-in is a file of its own
//! (`cargo leptos build --split`); without it, it is here, and "fetching" it takes no time.

use latchkey::{
    Product,
    views::{chunk, lazy::Chunk},
};
use leptos::wasm_split::SplitLoaderError;

/// Brings the server-rendered page to life.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    latchkey::hydrate::<Product>(|| Box::pin(async { pages().await.ok() }));
}

/// The code of these pages, and all that only they need, is the chunk.
#[cfg(feature = "split")]
#[leptos::wasm_split::wasm_split(pages, wasm_split_path = leptos::wasm_split, fallible)]
fn pages() -> Result<Chunk, SplitLoaderError> {
    Ok(chunk::<Product>())
}

#[cfg(not(feature = "split"))]
async fn pages() -> Result<Chunk, SplitLoaderError> {
    Ok(chunk::<Product>())
}
