//! Latchkey: sign in once, stay signed in.
//!
//! `docs/ARCHITECTURE.md` has the picture: which room holds what, and what may import what.

pub mod api;
pub mod demo;
pub mod device;
pub mod error;
pub mod event;
pub mod input;
pub mod note;
pub mod paths;
pub mod revocation;
pub mod sensitive;
pub mod session;
pub mod text;
pub mod views;

pub mod interceptor;

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

/// Brings the server-rendered page to life.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    if interceptor::is_in_place() {
        leptos::mount::hydrate_body(views::App);
    } else {
        let _loads = interceptor::load_in_place();
    }
}
