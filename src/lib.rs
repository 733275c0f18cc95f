//! Latchkey: sign in once, stay signed in.
//!
//! The foundation is every module but `notes`, the product that shows how one is built. `docs/ARCHITECTURE.md` has the picture: which
//! layer holds what, and what may import what.

pub mod api;
pub mod demo;
pub mod device;
pub mod error;
pub mod event;
pub mod form_fields;
pub mod input;
pub mod interceptor;
pub mod pages;
pub mod paths;
pub mod revocation;
pub mod sensitive;
pub mod session;
pub mod text;
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

/// The product: its features, each a folder with the `mod` line above.
pub type Product = (notes::Notes,);

/// Begins the application with its product. Not generic: what depends on the product's type is compiled here, and once.
#[cfg(feature = "ssr")]
pub fn application(config: web::config::Config) -> web::Builder {
    web::Application::builder::<Product>(config)
}

/// Brings the server-rendered page of the product `F` to life.
#[cfg(feature = "hydrate")]
pub fn hydrate<F: views::feature::Feature>() {
    console_error_panic_hook::set_once();
    if interceptor::is_in_place() {
        leptos::mount::hydrate_body(views::app::<F>);
    } else {
        let _loads = interceptor::load_in_place();
    }
}
