//! The routes of pages. A page is declared once, path and access together: only [`public`], [`guest_only`],
//! [`protected`] and [`admin`] create a route.

use std::{borrow::Cow, sync::Arc};

use leptos::prelude::*;
use leptos_router::{
    ChooseView, GeneratedRouteData, IntoChooseViewMaybeErased, MatchNestedRoutes, NestedRoute,
    PartialPathMatch, PathSegment, PossibleRouteMatch, RouteMatchId, SsrMode,
};

use super::{
    account::{AccountPage, ActivityPage, DevicesPage, SecurityPage},
    admin::UsersPage,
    feature::Feature,
    guard::{self, View},
    join::{ForgotPage, NotMePage, ResetPage, SignUpPage, VerifyPage},
    lazy::LazyPages,
    pages::HomePage,
    sign_in::LoginPage,
};
use crate::{
    pages::{Access, Page},
    paths,
};

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

/// The view of a route: all routes are of one type, which the browser downloads once.
#[derive(Clone)]
pub enum RouteView {
    /// The view, behind a pointer.
    Here(View),
    /// The view of the page at this path, whose code may have to be fetched first.
    Lazy(LazyPages, &'static str),
}

impl ChooseView for RouteView {
    async fn choose(self) -> AnyView {
        let view = match self {
            Self::Here(view) => view(),
            Self::Lazy(pages, path) => pages.view(path).await,
        };
        view.into_any()
    }

    async fn preload(&self) {}
}

/// A route of the framework. A debug build erases the type of its view, which compiles faster.
type Route = NestedRoute<PagePath, (), (), <RouteView as IntoChooseViewMaybeErased>::Output>;

/// The route of a page, with its access.
#[derive(Clone)]
pub struct PageRoute {
    page: Page,
    view: RouteView,
    route: Route,
}

impl PageRoute {
    /// Returns the page, without its view.
    pub const fn page(&self) -> Page {
        self.page
    }

    /// Returns the view, if its code is here.
    pub fn view(&self) -> Option<View> {
        match &self.view {
            RouteView::Here(view) => Some(Arc::clone(view)),
            RouteView::Lazy(..) => None,
        }
    }

    /// Returns the route of a page whose code may have to be fetched first. The route that is fetched has its access.
    pub(super) fn lazy(path: &'static str, pages: LazyPages) -> Self {
        route(path, Access::Protected, RouteView::Lazy(pages, path))
    }
}

/// Declares a page for everybody.
pub fn public<V: IntoView + 'static>(
    path: &'static str,
    page: impl Fn() -> V + Send + Sync + 'static,
) -> PageRoute {
    route(path, Access::Public, RouteView::Here(guard::open(page)))
}

/// Declares a page for users who are not signed in.
pub fn guest_only<V: IntoView + 'static>(
    path: &'static str,
    page: impl Fn() -> V + Send + Sync + 'static,
) -> PageRoute {
    route(path, Access::GuestOnly, RouteView::Here(guard::open(page)))
}

/// Declares a page for signed-in users. Everybody else is asked to sign in first and then led back.
pub fn protected<V: IntoView + 'static>(
    path: &'static str,
    page: impl Fn() -> V + Send + Sync + 'static,
) -> PageRoute {
    route(
        path,
        Access::Protected,
        RouteView::Here(guard::protected(page)),
    )
}

/// Declares a page for administrators.
pub fn admin<V: IntoView + 'static>(
    path: &'static str,
    page: impl Fn() -> V + Send + Sync + 'static,
) -> PageRoute {
    route(path, Access::Admin, RouteView::Here(guard::admin(page)))
}

fn route(path: &'static str, access: Access, view: RouteView) -> PageRoute {
    PageRoute {
        page: Page { path, access },
        view: view.clone(),
        route: NestedRoute::new(PagePath(path), view).ssr_mode(SsrMode::Async),
    }
}

impl MatchNestedRoutes for PageRoute {
    type Data = ();
    type Match = <Route as MatchNestedRoutes>::Match;

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

/// Returns the pages that a visitor sees first, whose code is in the first download.
pub fn first_routes() -> Vec<PageRoute> {
    vec![
        public(paths::HOME, HomePage),
        guest_only(paths::LOGIN, LoginPage),
    ]
}

/// Returns every other page, including those of the product `F`.
pub fn lazy_routes<F: Feature>() -> Vec<PageRoute> {
    let mut routes = vec![
        guest_only(paths::SIGN_UP, SignUpPage),
        public(paths::VERIFY, VerifyPage),
        guest_only(paths::FORGOT, ForgotPage),
        guest_only(paths::RESET, ResetPage),
        public(paths::NOT_ME, NotMePage),
        admin(paths::USERS_PAGE, UsersPage),
        protected(paths::ACCOUNT, AccountPage),
        protected(paths::SECURITY, SecurityPage),
        protected(paths::DEVICES, DevicesPage),
        protected(paths::ACTIVITY, ActivityPage),
    ];
    routes.extend(F::routes());
    routes
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
