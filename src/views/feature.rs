//! The seam on the side of the pages: what a product shows.

use super::routes::Pages;
use crate::text::Locale;

/// A link in the head of every page of a signed-in user.
#[derive(Clone, Copy)]
pub struct MenuItem {
    /// The page.
    pub path: &'static str,
    /// Its name.
    pub name: fn(Locale) -> &'static str,
}

/// A feature of a product: one folder. A tuple of features is a product.
pub trait Feature: 'static {
    /// Where a sign-in leads that was not on its way to another page. That of a tuple is its first feature's.
    const START: &'static str;

    /// The links that it adds to the head of every page.
    fn menu() -> Vec<MenuItem>;

    /// Its pages, each with its access: see [`super::routes`].
    fn routes() -> impl Pages;

    /// Puts what outlives its pages into the context, above the router and below the auth context.
    fn provide() {}
}

macro_rules! tuples {
    ($($first:ident $($name:ident)*;)+) => {$(
        impl<$first: Feature, $($name: Feature),*> Feature for ($first, $($name,)*) {
            const START: &'static str = $first::START;

            fn menu() -> Vec<MenuItem> {
                [$first::menu(), $($name::menu()),*].concat()
            }

            fn routes() -> impl Pages {
                ($first::routes(), $($name::routes(),)*)
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

/// What the views of the foundation must know of the product.
#[derive(Clone)]
pub struct Product {
    /// See [`Feature::START`].
    pub start: &'static str,
    /// See [`Feature::menu`].
    pub menu: Vec<MenuItem>,
}

impl Product {
    /// What `F` says.
    pub fn of<F: Feature>() -> Self {
        Self {
            start: F::START,
            menu: F::menu(),
        }
    }
}

/// The product of this application.
///
/// # Panics
/// Outside of [`super::app`].
pub fn use_product() -> Product {
    leptos::prelude::expect_context()
}
