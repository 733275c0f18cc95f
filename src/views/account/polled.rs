//! What a page of the account loads and then keeps up to date: while the page is seen, it asks again about every second.

use std::time::Duration;

use futures::future::BoxFuture;
use leptos::{prelude::*, task::spawn_local};

use crate::views::ui::dom;
use crate::{
    device::AccountSheet,
    error::AppError,
    views::{
        auth::{AuthContext, use_auth},
        json::Json,
    },
};

/// How often a page that is seen asks.
const EVERY: Duration = Duration::from_secs(1);
/// How many turns are left out after an answer that did not come.
const PAUSE: u32 = 3;

/// What asks for the sheet that begins at a place.
pub type Ask = fn(Option<String>) -> BoxFuture<'static, Result<AccountSheet, AppError>>;

/// A sheet that changes elsewhere.
#[derive(Clone, Copy)]
pub struct Live {
    auth: AuthContext,
    place: Signal<Option<String>>,
    ask: Ask,
    changing: fn(&AccountSheet, &AccountSheet),
    loaded: Resource<Result<AccountSheet, AppError>, Json>,
    /// Counts what was shown: an answer that was under way meanwhile is older than what is shown, and dropped.
    shown: StoredValue<u32>,
}

impl Live {
    /// The answer of `ask` for the `place` that the page's address names, and from then on what it becomes. `changing` is told what
    /// goes and what comes, while what goes still stands on the page.
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

    /// What there is; nothing before it is loaded. Call it below the page's `Transition`, which waits for it.
    pub fn get(self) -> AccountSheet {
        self.loaded.with(|loaded| match loaded {
            Some(Ok(sheet)) => sheet.clone(),
            _ => AccountSheet::default(),
        })
    }

    /// Why it could not be loaded.
    pub fn failure(self) -> Signal<Option<AppError>> {
        Signal::derive(move || {
            self.loaded.with(|loaded| {
                loaded
                    .as_ref()
                    .and_then(|loaded| loaded.as_ref().err().cloned())
            })
        })
    }

    /// Shows what is newer than all that was asked for so far. What is the same as before moves nothing on the page.
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

    /// A session that has ended under the page asks no more: the person is asked to sign in again.
    fn may_ask(self) -> bool {
        untrack(|| self.auth.is_signed_in() && self.auth.ended().is_none())
    }

    /// A failure is silent, for the page is as good as it was, and asking goes on a little later.
    fn ask_again(self, asking: StoredValue<bool>, pause: StoredValue<u32>) {
        let key = move || untrack(|| key(self.auth, self.place));
        let (asked, shown) = (key(), self.shown.get_value());
        let answer = (self.ask)(asked.1.clone());
        spawn_local(async move {
            let answer = answer.await;
            // The page may be gone by now.
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

/// By session: a silent refresh does not load again, signing in again does. Nobody's data is not worth a request.
fn key(auth: AuthContext, place: Signal<Option<String>>) -> (Option<String>, Option<String>) {
    (auth.person().map(|person| person.session_id), place.get())
}
