//! The WebAssembly module.

/// Brings the server-rendered page to life.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    latchkey::hydrate::<latchkey::Product>();
}
