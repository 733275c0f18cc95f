//! The routes of pages. A page is declared once, path and access together: only [`public`], [`guest_only`],
//! [`protected`] and [`admin`] create a route.

use std::borrow::Cow;

use leptos::prelude::*;
use leptos_router::{
    ChooseView, GeneratedRouteData, MatchNestedRoutes, NestedRoute, PartialPathMatch, PathSegment,
    PossibleRouteMatch, RouteMatchId, SsrMode,
};

use super::guard;
use crate::pages::{Access, Page};

/// A whole path, matched in one piece.
#[derive(Clone, Copy, Debug)]
pub struct PagePath(&'static str);

impl PossibleRouteMatch for PagePath {
    fn optional(&self) -> bool {
        false
    }

    fn test<'a>(&self, path: &'a str) -> Option<PartialPathMatch<'a>> {
        let rest = path.strip_prefix(self.0.trim_end_matches('/'))?;
        let is_whole = rest.is_empty() || rest == "/";
        is_whole.then(|| PartialPathMatch::new(rest.trim_start_matches('/'), Vec::new(), self.0))
    }

    fn generate_path(&self, path: &mut Vec<PathSegment>) {
        let segments = self.0.split('/').filter(|segment| !segment.is_empty());
        path.extend(segments.map(|segment| PathSegment::Static(Cow::Borrowed(segment))));
    }
}

/// The route of a page, with its access.
#[derive(Clone)]
pub struct PageRoute<V> {
    page: Page,
    route: NestedRoute<PagePath, (), (), V>,
}

/// Routes that list their pages: one [`PageRoute`], or a tuple of them.
pub trait Pages: MatchNestedRoutes + Clone + Send + 'static {
    /// Adds each page to `table`.
    fn list(&self, table: &mut Vec<Page>);
}

/// Declares a page for everybody.
pub fn public<V: IntoView + 'static>(
    path: &'static str,
    page: impl Fn() -> V + Clone + Send + 'static,
) -> PageRoute<impl ChooseView> {
    route(path, Access::Public, move || guard::open(page.clone()))
}

/// Declares a page for users who are not signed in.
pub fn guest_only<V: IntoView + 'static>(
    path: &'static str,
    page: impl Fn() -> V + Clone + Send + 'static,
) -> PageRoute<impl ChooseView> {
    route(path, Access::GuestOnly, move || guard::open(page.clone()))
}

/// Declares a page for signed-in users. Everybody else is asked to sign in first and then led back.
pub fn protected<V: IntoView + 'static>(
    path: &'static str,
    page: impl Fn() -> V + Clone + Send + Sync + 'static,
) -> PageRoute<impl ChooseView> {
    route(path, Access::Protected, move || {
        guard::protected(page.clone())
    })
}

/// Declares a page for administrators.
pub fn admin<V: IntoView + 'static>(
    path: &'static str,
    page: impl Fn() -> V + Clone + Send + Sync + 'static,
) -> PageRoute<impl ChooseView> {
    route(path, Access::Admin, move || guard::protected(page.clone()))
}

fn route<V: ChooseView + Clone + 'static>(
    path: &'static str,
    access: Access,
    view: V,
) -> PageRoute<impl ChooseView> {
    PageRoute {
        page: Page { path, access },
        route: NestedRoute::new(PagePath(path), view).ssr_mode(SsrMode::Async),
    }
}

impl<V: ChooseView + Clone + 'static> MatchNestedRoutes for PageRoute<V> {
    type Data = ();
    type Match = <NestedRoute<PagePath, (), (), V> as MatchNestedRoutes>::Match;

    fn optional(&self) -> bool {
        self.route.optional()
    }

    fn match_nested<'a>(&'a self, path: &'a str) -> (Option<(RouteMatchId, Self::Match)>, &'a str) {
        self.route.match_nested(path)
    }

    fn generate_routes(&self) -> impl IntoIterator<Item = GeneratedRouteData> + '_ {
        self.route.generate_routes()
    }
}

impl<V: ChooseView + Clone + Send + 'static> Pages for PageRoute<V> {
    fn list(&self, table: &mut Vec<Page>) {
        table.push(self.page);
    }
}

macro_rules! tuples {
    ($($($name:ident)+;)+) => {$(
        impl<$($name: Pages),+> Pages for ($($name,)+)
        where
            Self: MatchNestedRoutes,
        {
            fn list(&self, table: &mut Vec<Page>) {
                #[allow(non_snake_case)]
                let ($($name,)+) = self;
                $($name.list(table);)+
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_matched_whole() {
        let matches = |page, path| PagePath(page).test(path).is_some();
        assert!(matches("/notes", "/notes") && matches("/notes", "/notes/"));
        assert!(matches("/account/sessions", "/account/sessions"));
        assert!(!matches("/notes", "/notes/1") && !matches("/notes", "/notesbook"));
        assert!(matches("/", "/") && matches("/", "") && !matches("/", "/notes"));
    }

    #[test]
    fn a_path_is_mounted_segment_by_segment() {
        let mut path = Vec::new();
        PagePath("/account/sessions").generate_path(&mut path);
        assert_eq!(
            path,
            ["account", "sessions"].map(|segment| PathSegment::Static(segment.into()))
        );
    }
}
