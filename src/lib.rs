//! Latchkey: sign in once, stay signed in.
//!
//! The foundation is every module except `notes`, the product, which shows how to build one. `docs/ARCHITECTURE.md`
//! describes the layers: what each contains, and what it may import.

pub mod admin;
pub mod api;
pub mod demo;
pub mod device;
pub mod error;
pub mod event;
pub mod form_fields;
pub mod ids;
pub mod input;
pub mod interceptor;
pub mod json;
pub mod pages;
pub mod paths;
pub mod revocation;
pub mod sensitive;
pub mod session;
pub mod text;
pub mod theme;
pub mod views;

#[cfg(feature = "ssr")]
pub mod cli;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod services;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod web;

pub mod notes;

/// The product: its features, each a folder that is declared by a `mod` line above.
pub type Product = (notes::Notes,);

/// Creates the builder of the application with its product. Not generic, so that the code that depends on the product's
/// type is compiled here, once.
#[cfg(feature = "ssr")]
pub fn application(config: web::config::Config) -> web::Builder {
    web::Application::builder::<Product>(config)
}

/// Hydrates the server-rendered page of the product `F`. `load` fetches [`views::chunk`] of it.
#[cfg(feature = "hydrate")]
pub fn hydrate<F: views::feature::Feature>(load: views::lazy::Load) {
    console_error_panic_hook::set_once();
    let pages = views::lazy::LazyPages::new(load);
    if interceptor::is_lazy() {
        // The runtime of leptos starts with the first mount.
        wasm_bindgen_futures::spawn_local(async move {
            if pages.load_for_document().await {
                hydrate_in_place::<F>(pages);
            }
        });
    } else {
        hydrate_in_place::<F>(pages);
    }
}

#[cfg(feature = "hydrate")]
fn hydrate_in_place<F: views::feature::Feature>(pages: views::lazy::LazyPages) {
    if interceptor::is_in_place() {
        leptos::mount::hydrate_body(|| views::app::<F>(|state| pages.parts(state)));
    } else {
        let _loads = interceptor::load_in_place();
    }
}
