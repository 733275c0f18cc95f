//! The interface between the views and a product: the pages and links that a product adds.

use super::routes::PageRoute;
use crate::text::Locale;

/// A link in the header of every page of a signed-in user.
#[derive(Clone, Copy)]
pub struct MenuItem {
    /// The path of the page.
    pub path: &'static str,
    /// The text of the link.
    pub name: fn(Locale) -> &'static str,
}

/// A feature of a product, in one folder. A tuple of features is a product.
pub trait Feature: 'static {
    /// The page that follows a sign-in without `?next=`. A tuple uses that of its first feature.
    const START: &'static str;

    /// Returns the links to add to the header of every page.
    fn menu() -> Vec<MenuItem>;

    /// Returns the pages, each with its access: see [`super::routes`].
    fn routes() -> Vec<PageRoute>;

    /// Provides context that outlives the feature's pages, above the router and below the auth context, and starts what the
    /// feature does beside its pages, such as sending what waits in its [`super::outbox::Outbox`]. Called once in a document,
    /// before a page of the feature is rendered.
    fn provide() {}
}

macro_rules! tuples {
    ($($first:ident $($name:ident)*;)+) => {$(
        impl<$first: Feature, $($name: Feature),*> Feature for ($first, $($name,)*) {
            const START: &'static str = $first::START;

            fn menu() -> Vec<MenuItem> {
                [$first::menu(), $($name::menu()),*].concat()
            }

            fn routes() -> Vec<PageRoute> {
                [$first::routes(), $($name::routes()),*].concat()
            }

            fn provide() {
                $first::provide();
                $($name::provide();)*
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

/// The properties of the product that the views of the foundation need.
#[derive(Clone)]
pub struct Product {
    /// See [`Feature::START`].
    pub start: &'static str,
    /// See [`Feature::menu`].
    pub menu: Vec<MenuItem>,
}

impl Product {
    /// Creates the product of the feature `F`.
    pub fn of<F: Feature>() -> Self {
        Self {
            start: F::START,
            menu: F::menu(),
        }
    }
}

/// Returns the product of this application.
///
/// # Panics
/// Outside of [`super::app`].
pub fn use_product() -> Product {
    leptos::prelude::expect_context()
}
