//! What a page loads and then keeps up to date: while the page is seen, it asks again about every second.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use serde::{Serialize, de::DeserializeOwned};

use super::dom;
use crate::{
    app::{
        auth::{AuthContext, use_auth},
        json::Json,
    },
    error::AppError,
};

/// How often a page that is seen asks.
const EVERY: Duration = Duration::from_secs(1);
/// How many turns are left out after an answer that did not come.
const PAUSE: u32 = 3;

/// Data that changes elsewhere.
pub struct Live<T: Send + Sync + 'static> {
    loaded: Resource<Result<T, AppError>, Json>,
    changing: fn(&T, &T),
    /// Counts what was shown: an answer that was under way meanwhile is older than what is shown, and dropped.
    shown: StoredValue<u32>,
}

impl<T: Send + Sync + 'static> Clone for Live<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Live<T> {}

impl<T: Clone + Default + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static> Live<T> {
    /// The answer of `ask` for the `place` that the page's address names, and from then on what it becomes. `changing` is told what
    /// goes and what comes, while what goes still stands on the page.
    pub fn new<F: Future<Output = Result<T, AppError>> + Send + 'static>(
        place: impl Fn() -> Option<String> + Copy + Send + Sync + 'static,
        ask: fn(Option<String>) -> F,
        changing: fn(&T, &T),
    ) -> Self {
        let auth = use_auth();
        // By session: a silent refresh does not load again, signing in again does. Nobody's data is not worth a request.
        let key = move || (auth.person().map(|person| person.session_id), place());
        let loaded = Resource::<_, Json>::new_with_options(
            key,
            move |(session, place)| async move {
                match session {
                    Some(_) => ask(place).await,
                    None => Ok(T::default()),
                }
            },
            false,
        );
        let live = Self { loaded, changing, shown: StoredValue::new(0) };
        live.follow(auth, key, ask);
        live
    }

    /// What there is; the default before it is loaded. Call it below the page's `Transition`, which waits for it.
    pub fn get(self) -> T {
        self.loaded.with(|loaded| match loaded {
            Some(Ok(data)) => data.clone(),
            _ => T::default(),
        })
    }

    /// Why it could not be loaded.
    pub fn failure(self) -> Option<AppError> {
        self.loaded.with(|loaded| loaded.as_ref().and_then(|loaded| loaded.as_ref().err().cloned()))
    }

    /// Shows what is newer than all that was asked for so far. What is the same as before moves nothing on the page.
    pub fn show(self, new: T) {
        self.shown.try_update_value(|shown| *shown = shown.wrapping_add(1));
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

    /// A session that has ended under the page asks no more: the person is asked to sign in again. A failure is silent, for the page
    /// is as good as it was, and asking goes on a little later.
    fn follow<F: Future<Output = Result<T, AppError>> + 'static>(
        self,
        auth: AuthContext,
        key: impl Fn() -> (Option<String>, Option<String>) + Copy + Send + Sync + 'static,
        ask: fn(Option<String>) -> F,
    ) {
        let (asking, pause) = (StoredValue::new(false), StoredValue::new(0_u32));
        let turn = move || {
            let left = pause.get_value();
            pause.set_value(left.saturating_sub(1));
            let asked = untrack(key);
            if left > 0 || asking.get_value() || asked.0.is_none() || untrack(|| auth.ended()).is_some() || !dom::is_visible() {
                return;
            }
            asking.set_value(true);
            let shown = self.shown.get_value();
            spawn_local(async move {
                let answer = ask(asked.1.clone()).await;
                // The page may be gone by now.
                if asking.try_set_value(false).is_some() {
                    return;
                }
                match answer {
                    Ok(new) if self.shown.get_value() == shown && untrack(key) == asked => self.show(new),
                    Ok(_) => {}
                    Err(_) => pause.set_value(PAUSE),
                }
            });
        };
        Effect::new(move |_| {
            if let Ok(interval) = set_interval_with_handle(turn, EVERY) {
                on_cleanup(move || interval.clear());
            }
        });
    }
}
