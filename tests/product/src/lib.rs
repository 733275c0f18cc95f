//! The smallest product on Latchkey, for tests: a guest book of each user's own. `guestbook/` is the whole feature.

pub mod guestbook;

/// The product.
pub type Product = (guestbook::Guestbook,);

/// Begins the application with the product.
#[cfg(feature = "ssr")]
pub fn application(config: latchkey::web::config::Config) -> latchkey::web::Builder {
    latchkey::web::Application::builder::<Product>(config)
}

/// Brings the server-rendered page to life.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    latchkey::hydrate::<Product>(|| Box::pin(async { Some(latchkey::views::chunk::<Product>()) }));
}
