//! What views do later: after a change, or after a time.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

/// Runs `then` whenever the value of `read` has changed, but not for the first value.
pub fn on_change<T: PartialEq + 'static>(
    read: impl Fn() -> T + 'static,
    then: impl Fn() + 'static,
) {
    Effect::new(move |before: Option<T>| {
        let now = read();
        if before.is_some_and(|before| before != now) {
            then();
        }
        now
    });
}

/// One act that waits for its time. It ends with its owner, such as the page.
#[derive(Clone, Copy)]
pub struct Delay(StoredValue<Option<TimeoutHandle>>);

impl Delay {
    /// Creates it for the current owner, with nothing that waits.
    pub fn owned() -> Self {
        let delay = Self(StoredValue::new(None));
        on_cleanup(move || delay.stop());
        delay
    }

    /// Waits, then runs `act`, in place of what waited before.
    pub fn start(self, act: impl FnOnce() + 'static, duration: Duration) {
        self.stop();
        self.0
            .set_value(set_timeout_with_handle(act, duration).ok());
    }

    /// Forgets what waits.
    pub fn stop(self) {
        if let Some(Some(handle)) = self.0.try_update_value(Option::take) {
            handle.clear();
        }
    }
}
