//! The code that is not part of the first download: all pages but the start page and the sign-in page, the account menu, and the dialogs. It is
//! one chunk, which is fetched when somebody is about to see some of it.
//!
//! The document names these pages, because their routes are in the chunk, too. The server has the code of everything.

use std::{sync::Arc, time::Duration};

use futures::{
    channel::oneshot,
    future::{Either, LocalBoxFuture, pending, select},
};
use leptos::{html::Dialog, prelude::*, task::spawn_local};
use leptos_router::hooks::{use_location, use_url};

use super::{
    auth::Person,
    guard::{View, address},
    page_state::PageState,
    part::{Part, part},
    routes::{PageRoute, first_routes},
    ui::dom,
};

/// Fetches the chunk and returns what is in it; `None` if it cannot be fetched. A later call tries again.
pub type Load = fn() -> LocalBoxFuture<'static, Option<Chunk>>;

/// What is in the chunk.
pub struct Chunk {
    /// The routes of its pages.
    pub routes: Vec<PageRoute>,
    /// The views of every page of a signed-in user.
    pub views: MemberViews,
}

/// The views that are on every page of a signed-in user.
#[derive(Clone, Copy)]
pub struct MemberViews {
    /// Renders the account menu of a user, given the path of the page.
    pub menu: fn(Person, Memo<String>) -> Part,
    /// Renders the dialog that asks for the password again before an act.
    pub confirm: fn() -> Part,
    /// Renders the dialog that asks to sign in again after the session has ended.
    pub again: fn(NodeRef<Dialog>) -> Part,
    /// Provides the context of the product's features.
    pub provide: fn(),
}

/// What the application is made of in a document.
pub struct Parts {
    /// The routes of all pages.
    pub routes: Vec<PageRoute>,
    /// The views of every page of a signed-in user.
    pub members: Members,
}

/// The [`MemberViews`], whose code may have to be fetched first.
#[derive(Clone)]
pub enum Members {
    /// The views.
    Here(MemberViews),
    /// The views are in the chunk.
    Lazy(LazyPages),
}

impl Members {
    /// Returns the views; `None`, and fetches them, while their code is missing. Tracks its arrival.
    pub fn views(&self) -> Option<MemberViews> {
        match self {
            Self::Here(views) => Some(*views),
            Self::Lazy(pages) => pages.member_views(),
        }
    }

    /// Provides the context of the product's features to what the current owner owns, as soon as their code is there.
    pub fn provide(&self) {
        match self {
            Self::Here(views) => (views.provide)(),
            Self::Lazy(pages) => pages.provide(),
        }
    }
}

/// How long a navigation waits for the chunk.
const LIMIT: Duration = Duration::from_secs(10);
/// How often a document tries to fetch the chunk before it stays as the server has rendered it.
const ATTEMPTS: u32 = 6;

/// The lazy pages of the application, in the browser.
#[derive(Clone)]
pub struct LazyPages {
    load: Load,
    loaded: ArcRwSignal<Option<Loaded>>,
    /// The owner of the application, once that is there.
    owner: ArcStoredValue<Option<Owner>>,
}

/// The chunk, once it is there.
#[derive(Clone)]
struct Loaded {
    /// The view of each page, by its path.
    pages: Arc<[(&'static str, View)]>,
    views: MemberViews,
}

/// Whether a navigation waits for the chunk.
#[derive(Clone, Copy)]
pub struct Waiting(RwSignal<bool>);

impl LazyPages {
    /// Creates the pages of the chunk that `load` fetches.
    pub fn new(load: Load) -> Self {
        Self {
            load,
            loaded: ArcRwSignal::new(None),
            owner: ArcStoredValue::new(None),
        }
    }

    /// Returns the parts of a document, and provides what [`use_preload`] needs.
    pub fn parts(self, state: &PageState) -> Parts {
        let lazy = state.lazy_pages.iter().map(|path| {
            // The router keeps paths for as long as the document lives.
            PageRoute::lazy(path.clone().leak(), self.clone())
        });
        let routes = first_routes().into_iter().chain(lazy).collect();
        if state.session.is_some() {
            self.clone().preload();
        }
        let members = Members::Lazy(self.clone());
        provide_context(self);
        Parts { routes, members }
    }

    fn member_views(&self) -> Option<MemberViews> {
        let views = self
            .loaded
            .with(|loaded| loaded.as_ref().map(|loaded| loaded.views));
        if views.is_none() {
            self.clone().preload();
        }
        views
    }

    fn provide(&self) {
        self.owner.set_value(Owner::current());
        if let Some(loaded) = self.loaded.get_untracked() {
            (loaded.views.provide)();
        }
    }

    fn preload(self) {
        spawn_local(async move {
            self.load().await;
        });
    }

    /// Fetches the chunk for a document that cannot be hydrated without it. Tries for about a minute: until then, and
    /// afterwards, the page works as it does with script off. Returns whether it is there.
    pub async fn load_for_document(&self) -> bool {
        for attempt in 0..ATTEMPTS {
            if self.load().await {
                return true;
            }
            after(Duration::from_secs(1 << attempt)).await;
        }
        false
    }

    /// Returns the view of the page at `path`. Where the chunk does not come, loads the document of the page instead, which
    /// is also right after a deployment, when the chunk of this document is gone.
    pub async fn view(self, path: &'static str) -> Part {
        let (url, waiting) = (use_url(), use_context::<Waiting>());
        let here = use_location().pathname;
        if !self.is_loaded() {
            let target = url.with_untracked(|url| address(url.path(), url.search(), url.hash()));
            let set_waiting = |is_waiting| {
                if let Some(Waiting(waiting)) = waiting {
                    waiting.try_set(is_waiting);
                }
            };
            set_waiting(true);
            let loading = Box::pin(self.load());
            let is_loaded = match select(loading, Box::pin(after(LIMIT))).await {
                Either::Left((is_loaded, _)) => is_loaded,
                Either::Right(_) => false,
            };
            // Who has gone elsewhere meanwhile is not taken along.
            let is_wanted = here.try_with_untracked(|here| here.trim_end_matches('/') == path);
            if !is_loaded && is_wanted == Some(true) {
                dom::load(&target);
                pending::<()>().await;
            }
            set_waiting(false);
        }
        self.find(path).map_or_else(|| part(()), |view| view())
    }

    async fn load(&self) -> bool {
        if !self.is_loaded()
            && let Some(Chunk { routes, views }) = (self.load)().await
        {
            let pages = routes
                .iter()
                .filter_map(|route| Some((route.page().path, route.view()?)));
            let pages = pages.collect();
            // Another call may have been faster, with the same.
            if !self.is_loaded() {
                if let Some(owner) = self.owner.get_value() {
                    owner.with(views.provide);
                }
                self.loaded.set(Some(Loaded { pages, views }));
            }
        }
        self.is_loaded()
    }

    fn is_loaded(&self) -> bool {
        self.loaded.with_untracked(Option::is_some)
    }

    fn find(&self, path: &str) -> Option<View> {
        let Loaded { pages, .. } = self.loaded.get_untracked()?;
        let found = pages.iter().find(|(of, _)| *of == path);
        found.map(|(_, view)| Arc::clone(view))
    }
}

/// Returns a function that fetches the chunk ahead of the page that will need it. Nothing waits for it, and a failure is the
/// navigation's to handle.
pub fn use_preload() -> impl Fn() + Clone + Send + Sync + 'static {
    let pages = use_context::<LazyPages>();
    move || {
        if let Some(pages) = pages.clone() {
            pages.preload();
        }
    }
}

/// Provides the state that [`use_waiting`] returns.
pub fn provide_waiting() {
    provide_context(Waiting(RwSignal::new(false)));
}

/// Returns whether a navigation waits for the chunk.
pub fn use_waiting() -> Signal<bool> {
    use_context::<Waiting>()
        .map_or_else(|| Signal::stored(false), |Waiting(waiting)| waiting.into())
}

/// Waits. Never ends on the server, which has nothing to wait for.
async fn after(duration: Duration) {
    let (done, end) = oneshot::channel();
    set_timeout(
        move || {
            let _is_awaited = done.send(());
        },
        duration,
    );
    let _is_over = end.await;
}
