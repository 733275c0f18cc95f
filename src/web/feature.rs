//! The seam on the side of the server: what a feature brings besides its pages.

use axum::Router;
use axum::routing::MethodRouter;
use futures::future::BoxFuture;
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

use super::{AppState, forms::KeptFields};
use crate::{
    error::AppError,
    services::{Domain, Export, ReadRows},
    session::Claims,
    store::{DemoRows, Migrations},
    views::feature::Feature,
};

/// A feature on the server. A tuple of features is a product.
pub trait ServerFeature: Feature {
    /// Adds its tables, routes, forms and data to `server`.
    fn register(server: &mut Registry);
}

/// What the features bring. Each function adds to it.
#[derive(Default)]
pub struct Registry {
    pub(super) migrations: Vec<&'static Migrations>,
    pub(super) api: OpenApiRouter<AppState>,
    pub(super) forms: Router<AppState>,
    pub(super) kept_forms: Vec<KeptForm>,
    pub(super) exports: Vec<Export>,
    pub(super) demo_rows: Vec<DemoRows>,
}

/// Hands in what was typed into a form before its author had to sign in again.
pub type HandIn =
    for<'a> fn(&'a Domain, &'a Claims, &'a KeptFields) -> BoxFuture<'a, Result<(), AppError>>;

/// A form whose text waits on the sign-in page.
#[derive(Clone, Copy)]
pub struct KeptForm {
    /// The page that the form is on and posts to.
    pub page: &'static str,
    /// What is done with it after the sign-in.
    pub hand_in: HandIn,
}

impl Registry {
    /// Tables of its own.
    pub fn migrations(&mut self, migrations: &'static Migrations) -> &mut Self {
        self.migrations.push(migrations);
        self
    }

    /// REST routes, mounted and described in one go: `api(routes!(list, add))`.
    pub fn api(&mut self, routes: UtoipaMethodRouter<AppState>) -> &mut Self {
        self.api = std::mem::take(&mut self.api).routes(routes);
        self
    }

    /// What answers the plain form of a page, for a browser with script off.
    pub fn form(&mut self, page: &str, handler: MethodRouter<AppState>) -> &mut Self {
        self.forms = std::mem::take(&mut self.forms).route(page, handler);
        self
    }

    /// Lets the text of the form on `page` wait on the sign-in page where its session is over. The form has the fields of
    /// [`crate::form_fields`].
    pub fn keeps_form(&mut self, page: &'static str, hand_in: HandIn) -> &mut Self {
        self.kept_forms.push(KeptForm { page, hand_in });
        self
    }

    /// A list in the document that holds everything of an account (`GET /api/data`), of rows that `T` describes.
    pub fn export<T: ToSchema + PartialSchema>(
        &mut self,
        name: &'static str,
        about: &'static str,
        rows: ReadRows,
    ) -> &mut Self {
        self.exports.push(Export {
            name,
            about,
            schema: T::schema,
            schema_name: T::name,
            rows,
        });
        self
    }

    /// Rows for the demo accounts.
    pub fn demo(&mut self, rows: DemoRows) -> &mut Self {
        self.demo_rows.push(rows);
        self
    }
}

macro_rules! tuples {
    ($($($name:ident)+;)+) => {$(
        impl<$($name: ServerFeature),+> ServerFeature for ($($name,)+) {
            fn register(server: &mut Registry) {
                $($name::register(server);)+
            }
        }
    )+};
}

tuples! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
}
