//! The polled data of an account page: loaded once, then refetched about every second while the page is visible.
//!
//! One type for both pages, because a resource of each would make the browser download much of this twice (decision 30).

use std::time::Duration;

use futures::future::BoxFuture;
use leptos::{prelude::*, task::spawn_local};
use serde::Serialize;

use crate::{
    device::DeviceList,
    error::AppError,
    event::ActivityPage,
    ids::SessionId,
    json::{FromJson, Json, Value},
    views::{
        auth::{AuthContext, use_auth},
        eager::{Eager, once_loaded},
        ui::{dom, effect},
    },
};

/// The polling interval of a visible page.
const EVERY: Duration = Duration::from_secs(1);
/// How many polls to skip after a failure.
const PAUSE: u32 = 3;

/// The data of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum PolledData {
    Devices(DeviceList),
    Activity(ActivityPage),
}

impl FromJson for PolledData {
    fn from_json(value: &Value) -> Option<Self> {
        value
            .read("Devices")
            .map(Self::Devices)
            .or_else(|| value.read("Activity").map(Self::Activity))
    }
}

/// Fetches the data that begins at a cursor.
pub type Fetch = fn(Option<String>) -> BoxFuture<'static, Result<PolledData, AppError>>;

/// Data that is polled, because it changes elsewhere.
#[derive(Clone, Copy)]
pub struct PolledResource {
    auth: AuthContext,
    cursor: Signal<Option<String>>,
    fetch: Fetch,
    before_change: fn(&PolledData, &PolledData),
    /// `None` while nobody is signed in.
    loaded: Resource<Result<Option<PolledData>, AppError>, Json>,
    /// Counts the data that were shown. An answer to an earlier request is older than what is shown, and is dropped.
    shown: StoredValue<u32>,
}

impl PolledResource {
    /// Loads the answer of `fetch` for the cursor in the page's address, then polls it. `before_change` receives the old and
    /// the new data while the old is still on the page.
    pub fn new(
        cursor: Signal<Option<String>>,
        fetch: Fetch,
        before_change: fn(&PolledData, &PolledData),
    ) -> Self {
        let auth = use_auth();
        let loaded = Resource::<_, Json>::new_with_options(
            move || key(auth, cursor),
            move |(session, cursor)| async move {
                match session {
                    Some(_) => fetch(cursor).await.map(Some),
                    None => Ok(None),
                }
            },
            false,
        );
        let polled = Self {
            auth,
            cursor,
            fetch,
            before_change,
            loaded,
            shown: StoredValue::new(0),
        };
        polled.start();
        polled
    }

    /// Renders `view` once the data are loaded.
    pub fn once_loaded<V>(self, view: V) -> Eager<V> {
        once_loaded(self.loaded, view)
    }

    /// Returns the devices, none until they are loaded. Call it below the page's `Transition`, which waits for them.
    pub fn devices(self) -> DeviceList {
        self.loaded.with(|loaded| match loaded {
            Some(Ok(Some(PolledData::Devices(devices)))) => devices.clone(),
            _ => DeviceList::default(),
        })
    }

    /// Returns the page of the audit log, empty until it is loaded. Call it below the page's `Transition`, which waits for it.
    pub fn activity(self) -> ActivityPage {
        self.loaded.with(|loaded| match loaded {
            Some(Ok(Some(PolledData::Activity(page)))) => page.clone(),
            _ => ActivityPage::default(),
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
    pub fn show(self, new: PolledData) {
        self.shown
            .try_update_value(|shown| *shown = shown.wrapping_add(1));
        let is_changed = self.loaded.try_with_untracked(|loaded| match loaded {
            Some(Ok(Some(old))) if *old == new => false,
            Some(Ok(Some(old))) => {
                (self.before_change)(old, &new);
                true
            }
            _ => true,
        });
        if is_changed == Some(true) {
            self.loaded.update(|loaded| *loaded = Some(Ok(Some(new))));
        }
    }

    /// Shows `new`, the newest page, if that is the page; loads another page again.
    pub fn show_newest(self, new: PolledData) {
        if self.cursor.get_untracked().is_none() {
            self.show(new);
        } else {
            self.loaded.refetch();
        }
    }

    fn start(self) {
        let (is_polling, pause) = (StoredValue::new(false), StoredValue::new(0_u32));
        let turn = move || {
            let left = pause.get_value();
            pause.set_value(left.saturating_sub(1));
            if left == 0 && !is_polling.get_value() && dom::is_visible() && self.may_poll() {
                is_polling.set_value(true);
                self.poll_once(is_polling, pause);
            }
        };
        effect(move || {
            if let Ok(interval) = set_interval_with_handle(turn, EVERY) {
                on_cleanup(move || interval.clear());
            }
        });
    }

    /// Returns whether to poll. Stops when the session has ended: the user is then asked to sign in again.
    fn may_poll(self) -> bool {
        untrack(|| self.auth.is_signed_in() && self.auth.ended().is_none())
    }

    /// Polls once. A failure is silent, because the page stays valid; polling resumes after a pause.
    fn poll_once(self, is_polling: StoredValue<bool>, pause: StoredValue<u32>) {
        let key = move || untrack(|| key(self.auth, self.cursor));
        let (asked, shown) = (key(), self.shown.get_value());
        let answer = (self.fetch)(asked.1.clone());
        spawn_local(async move {
            let answer = answer.await;
            // The page may no longer exist.
            if is_polling.try_set_value(false).is_some() {
                return;
            }
            match answer {
                Ok(new) if self.shown.get_value() == shown && key() == asked => self.show(new),
                Ok(_) => {}
                Err(_) => pause.set_value(PAUSE),
            }
        });
    }
}

/// Returns the key of the resource. It holds the session's id: a silent refresh does not reload, a new sign-in does.
/// When nobody is signed in, no request is sent.
fn key(auth: AuthContext, cursor: Signal<Option<String>>) -> (Option<SessionId>, Option<String>) {
    (auth.person().map(|person| person.session_id), cursor.get())
}
