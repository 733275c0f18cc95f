//! The server side of a feature: what it provides besides its pages.

use axum::Router;
use axum::routing::MethodRouter;
use futures::future::BoxFuture;
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

use super::AppState;
use crate::{
    error::AppError,
    form_fields::KeptFields,
    services::{Domain, Export, FeaturePurge, PurgeBatch, ReadRows},
    session::Claims,
    store::{DemoRows, Migrations},
    views::feature::Feature,
};

/// The server side of a feature. A tuple of features is a product.
pub trait ServerFeature: Feature {
    /// Adds its tables, routes, forms and data to `server`.
    fn register(server: &mut Registry);
}

/// Collects what the features provide. Each method adds one kind of it.
#[derive(Default)]
pub struct Registry {
    pub(super) migrations: Vec<&'static Migrations>,
    pub(super) api: OpenApiRouter<AppState>,
    pub(super) forms: Router<AppState>,
    pub(super) kept_forms: Vec<KeptForm>,
    pub(super) exports: Vec<Export>,
    pub(super) purges: Vec<FeaturePurge>,
    pub(super) demo_rows: Vec<DemoRows>,
}

/// Submits the text of a form after its author has signed in again.
pub type HandIn =
    for<'a> fn(&'a Domain, &'a Claims, &'a KeptFields) -> BoxFuture<'a, Result<(), AppError>>;

/// A form whose text is kept on the sign-in page.
#[derive(Clone, Copy)]
pub struct KeptForm {
    /// The page that contains the form and receives its post.
    pub page: &'static str,
    /// Submits the kept text after the sign-in.
    pub hand_in: HandIn,
}

impl Registry {
    /// Adds migrations of the feature's own tables.
    pub fn migrations(&mut self, migrations: &'static Migrations) -> &mut Self {
        self.migrations.push(migrations);
        self
    }

    /// Adds REST routes, mounted and described in one step: `api(routes!(list, add))`.
    pub fn api(&mut self, routes: UtoipaMethodRouter<AppState>) -> &mut Self {
        self.api = std::mem::take(&mut self.api).routes(routes);
        self
    }

    /// Adds the handler of a page's plain form, for browsers with script off.
    pub fn form(&mut self, page: &str, handler: MethodRouter<AppState>) -> &mut Self {
        self.forms = std::mem::take(&mut self.forms).route(page, handler);
        self
    }

    /// Keeps the text of the form on `page` on the sign-in page if its session is over.
    ///
    /// The form must have the fields of [`crate::form_fields`] and the id `TYPED_FORM`.
    pub fn keeps_form(&mut self, page: &'static str, hand_in: HandIn) -> &mut Self {
        self.kept_forms.push(KeptForm { page, hand_in });
        self
    }

    /// Adds a list to the export of an account (`GET /api/data`). `T` describes its rows.
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

    /// Removes rows of the feature's table `table` in batches, as often as the foundation purges its own.
    pub fn purge(&mut self, table: &'static str, batch: PurgeBatch) -> &mut Self {
        self.purges.push(FeaturePurge { table, batch });
        self
    }

    /// Adds rows for the demo accounts.
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
