//! The notes: the product that comes with Latchkey, and the example of one. All of its code is in this folder. The
//! foundation uses it only through the two implementations below, and never imports it.

use crate::views::{
    feature::{Feature, MenuItem},
    routes::{self, PageRoute},
};

mod calls;
mod form;
mod list;
mod loaded;
pub mod note;
mod page;
mod row;
mod search;
pub mod server_functions;
mod texts;
mod undo;
mod waiting_row;

#[cfg(feature = "ssr")]
mod demo;
#[cfg(feature = "ssr")]
mod plain_form;
#[cfg(feature = "ssr")]
mod rest;
#[cfg(feature = "ssr")]
mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(all(test, feature = "ssr"))]
mod store_tests;

use calls::NoteCalls;
use note::NotePage;
use page::NotesPage;
use texts::NotesText;

/// The path of the notes page.
pub const NOTES: &str = "/notes";

/// The notes as a feature of a product.
pub struct Notes;

impl Feature for Notes {
    const START: &'static str = NOTES;

    fn menu() -> Vec<MenuItem> {
        vec![MenuItem {
            path: NOTES,
            name: |locale| locale.t(NotesText::Title),
        }]
    }

    fn routes() -> Vec<PageRoute> {
        vec![routes::protected(NOTES, NotesPage)]
    }

    fn provide() {
        NoteCalls::provide();
    }
}

#[cfg(feature = "ssr")]
impl crate::web::ServerFeature for Notes {
    fn register(server: &mut crate::web::Registry) {
        use utoipa_axum::routes;

        server
            .migrations(&store::MIGRATIONS)
            .api(routes!(rest::list, rest::add))
            .api(routes!(rest::edit, rest::delete))
            .form(NOTES, axum::routing::post(plain_form::submit))
            .keeps_form(NOTES, plain_form::add_kept)
            .export::<note::Note>("notes", "All notes, newest first.", service::export)
            .purge("notes", service::purge)
            .demo(demo::insert);
    }
}
