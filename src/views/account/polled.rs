//! The polled data of an account page: loaded once, then refetched about every second while the page is visible.

use std::time::Duration;

use futures::future::BoxFuture;
use leptos::{prelude::*, task::spawn_local};

use crate::views::ui::dom;
use crate::{
    device::AccountSheet,
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

/// Fetches the sheet that begins at a cursor.
pub type Ask = fn(Option<String>) -> BoxFuture<'static, Result<AccountSheet, AppError>>;

/// A sheet that is polled, because it changes elsewhere.
#[derive(Clone, Copy)]
pub struct Live {
    auth: AuthContext,
    place: Signal<Option<String>>,
    ask: Ask,
    changing: fn(&AccountSheet, &AccountSheet),
    loaded: Resource<Result<AccountSheet, AppError>, Json>,
    /// Counts the sheets that were shown. An answer to an earlier request is older than what is shown, and is dropped.
    shown: StoredValue<u32>,
}

impl Live {
    /// Loads the answer of `ask` for the cursor `place` in the page's address, then polls it. `changing` receives the
    /// old and the new sheet while the old one is still on the page.
    pub fn new(
        place: Signal<Option<String>>,
        ask: Ask,
        changing: fn(&AccountSheet, &AccountSheet),
    ) -> Self {
        let auth = use_auth();
        let loaded = Resource::<_, Json>::new_with_options(
            move || key(auth, place),
            move |(session, place)| async move {
                match session {
                    Some(_) => ask(place).await,
                    None => Ok(AccountSheet::default()),
                }
            },
            false,
        );
        let live = Self {
            auth,
            place,
            ask,
            changing,
            loaded,
            shown: StoredValue::new(0),
        };
        live.follow();
        live
    }

    /// Returns the sheet, empty until it is loaded. Call it below the page's `Transition`, which waits for it.
    pub fn get(self) -> AccountSheet {
        self.loaded.with(|loaded| match loaded {
            Some(Ok(sheet)) => sheet.clone(),
            _ => AccountSheet::default(),
        })
    }

    /// Returns why the sheet could not be loaded.
    pub fn failure(self) -> Signal<Option<AppError>> {
        Signal::derive(move || {
            self.loaded.with(|loaded| {
                loaded
                    .as_ref()
                    .and_then(|loaded| loaded.as_ref().err().cloned())
            })
        })
    }

    /// Shows `new`, which supersedes every pending request. Updates nothing on the page if it equals the current sheet.
    pub fn show(self, new: AccountSheet) {
        self.shown
            .try_update_value(|shown| *shown = shown.wrapping_add(1));
        let changed = self.loaded.try_with_untracked(|loaded| match loaded {
            Some(Ok(old)) if *old == new => false,
            Some(Ok(old)) => {
                (self.changing)(old, &new);
                true
            }
            _ => true,
        });
        if changed == Some(true) {
            self.loaded.update(|loaded| *loaded = Some(Ok(new)));
        }
    }

    fn follow(self) {
        let (asking, pause) = (StoredValue::new(false), StoredValue::new(0_u32));
        let turn = move || {
            let left = pause.get_value();
            pause.set_value(left.saturating_sub(1));
            if left == 0 && !asking.get_value() && dom::is_visible() && self.may_ask() {
                asking.set_value(true);
                self.ask_again(asking, pause);
            }
        };
        Effect::new(move |_| {
            if let Ok(interval) = set_interval_with_handle(turn, EVERY) {
                on_cleanup(move || interval.clear());
            }
        });
    }

    /// Returns whether to poll. Stops when the session has ended: the user is then asked to sign in again.
    fn may_ask(self) -> bool {
        untrack(|| self.auth.is_signed_in() && self.auth.ended().is_none())
    }

    /// Polls once. A failure is silent, because the page stays valid; polling resumes after a pause.
    fn ask_again(self, asking: StoredValue<bool>, pause: StoredValue<u32>) {
        let key = move || untrack(|| key(self.auth, self.place));
        let (asked, shown) = (key(), self.shown.get_value());
        let answer = (self.ask)(asked.1.clone());
        spawn_local(async move {
            let answer = answer.await;
            // The page may no longer exist.
            if asking.try_set_value(false).is_some() {
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
fn key(auth: AuthContext, place: Signal<Option<String>>) -> (Option<SessionId>, Option<String>) {
    (auth.person().map(|person| person.session_id), place.get())
}
