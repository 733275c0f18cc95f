//! The smallest product on Latchkey, for tests: a guest book of each user's own. `guestbook/` is the whole feature.

pub mod guestbook;

/// The product.
pub type Product = (guestbook::Guestbook,);

/// Brings the server-rendered page to life.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    latchkey::hydrate::<Product>();
}
