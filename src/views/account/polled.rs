//! The polled data of an account page: loaded once, then refetched about every second while the page is visible.
//!
//! What does not depend on the type of the data is in [`Poller`], so that the browser downloads it once.

use std::{sync::Arc, time::Duration};

use futures::future::BoxFuture;
use leptos::{prelude::*, task::spawn_local};
use serde::{Serialize, de::DeserializeOwned};

use crate::views::ui::dom;
use crate::{
    error::AppError,
    ids::SessionId,
    views::{
        auth::{AuthContext, use_auth},
        json::Json,
    },
};

/// The polling interval of a visible page.
const EVERY: Duration = Duration::from_secs(1);
/// How many polls to skip after a failure.
const PAUSE: u32 = 3;

/// Fetches the data that begins at a cursor.
pub type Fetch<T> = fn(Option<String>) -> BoxFuture<'static, Result<T, AppError>>;

/// Data that is polled, because it changes elsewhere.
pub struct PolledResource<T: Send + Sync + 'static> {
    poller: Poller,
    /// Receives the old and the new data while the old is still on the page.
    before_change: fn(&T, &T),
    loaded: Resource<Result<T, AppError>, Json>,
}

impl<T: Send + Sync + 'static> Clone for PolledResource<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for PolledResource<T> {}

impl<T> PolledResource<T>
where
    T: Clone + Default + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    /// Loads the answer of `fetch` for the cursor in the page's address, then polls it. `before_change` receives the old and
    /// the new data while the old is still on the page.
    pub fn new(cursor: Signal<Option<String>>, fetch: Fetch<T>, before_change: fn(&T, &T)) -> Self {
        let poller = Poller::new(cursor);
        let loaded = Resource::<_, Json>::new_with_options(
            move || poller.key(),
            move |(session, cursor)| async move {
                match session {
                    Some(_) => fetch(cursor).await,
                    None => Ok(T::default()),
                }
            },
            false,
        );
        let polled = Self {
            poller,
            before_change,
            loaded,
        };
        poller.start(Arc::new(move |asked| {
            let answer = fetch(asked.key.1.clone());
            Box::pin(async move {
                let data = answer.await?;
                if poller.is_current(&asked) {
                    polled.show(data);
                }
                Ok(())
            })
        }));
        polled
    }

    /// Returns the data, empty until it is loaded. Call it below the page's `Transition`, which waits for it.
    pub fn get(self) -> T {
        self.loaded.with(|loaded| match loaded {
            Some(Ok(data)) => data.clone(),
            _ => T::default(),
        })
    }

    /// Returns why the data could not be loaded.
    pub fn failure(self) -> Signal<Option<AppError>> {
        Signal::derive(move || {
            self.loaded.with(|loaded| {
                loaded
                    .as_ref()
                    .and_then(|loaded| loaded.as_ref().err().cloned())
            })
        })
    }

    /// Shows `new`, which supersedes every pending request. Updates nothing on the page if it equals the current data.
    pub fn show(self, new: T) {
        self.poller.supersede();
        let is_changed = self.loaded.try_with_untracked(|loaded| match loaded {
            Some(Ok(old)) if *old == new => false,
            Some(Ok(old)) => {
                (self.before_change)(old, &new);
                true
            }
            _ => true,
        });
        if is_changed == Some(true) {
            self.loaded.update(|loaded| *loaded = Some(Ok(new)));
        }
    }
}

/// The key of the resource. It holds the session's id: a silent refresh does not reload, a new sign-in does.
/// When nobody is signed in, no request is sent.
type Key = (Option<SessionId>, Option<String>);

/// What a poll was sent for.
struct Asked {
    key: Key,
    shown: u32,
}

/// Polls once. The error is of the request.
type Poll = Arc<dyn Fn(Asked) -> BoxFuture<'static, Result<(), AppError>> + Send + Sync>;

/// Decides when to poll, and whether an answer is still wanted.
#[derive(Clone, Copy)]
struct Poller {
    auth: AuthContext,
    cursor: Signal<Option<String>>,
    /// Counts the answers that were shown. An answer to an earlier request is older than what is shown, and is dropped.
    shown: StoredValue<u32>,
    is_polling: StoredValue<bool>,
    /// How many polls to skip.
    pause: StoredValue<u32>,
}

impl Poller {
    fn new(cursor: Signal<Option<String>>) -> Self {
        Self {
            auth: use_auth(),
            cursor,
            shown: StoredValue::new(0),
            is_polling: StoredValue::new(false),
            pause: StoredValue::new(0),
        }
    }

    fn key(self) -> Key {
        (
            self.auth.person().map(|person| person.session_id),
            self.cursor.get(),
        )
    }

    fn start(self, poll: Poll) {
        let turn = move || {
            let left = self.pause.get_value();
            self.pause.set_value(left.saturating_sub(1));
            if left == 0 && !self.is_polling.get_value() && dom::is_visible() && self.may_poll() {
                self.is_polling.set_value(true);
                self.poll_once(&poll);
            }
        };
        Effect::new(move |_| {
            if let Ok(interval) = set_interval_with_handle(turn.clone(), EVERY) {
                on_cleanup(move || interval.clear());
            }
        });
    }

    /// Returns whether to poll. Stops when the session has ended: the user is then asked to sign in again.
    fn may_poll(self) -> bool {
        untrack(|| self.auth.is_signed_in() && self.auth.ended().is_none())
    }

    /// Polls once. A failure is silent, because the page stays valid; polling resumes after a pause.
    fn poll_once(self, poll: &Poll) {
        let polled = poll(Asked {
            key: untrack(|| self.key()),
            shown: self.shown.get_value(),
        });
        spawn_local(async move {
            let polled = polled.await;
            // The page may no longer exist.
            if self.is_polling.try_set_value(false).is_none() && polled.is_err() {
                self.pause.set_value(PAUSE);
            }
        });
    }

    /// Returns whether the page still waits for the answer. It may no longer exist.
    fn is_current(self, asked: &Asked) -> bool {
        self.shown.try_get_value() == Some(asked.shown) && untrack(|| self.key()) == asked.key
    }

    fn supersede(self) {
        self.shown
            .try_update_value(|shown| *shown = shown.wrapping_add(1));
    }
}
