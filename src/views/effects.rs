//! What views do later: after a change, or after a time.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

/// Runs `then` whenever the value of `read` has changed, but not for the first value.
pub fn on_change<T: PartialEq + 'static>(
    read: impl Fn() -> T + 'static,
    then: impl Fn() + 'static,
) {
    let mut before = None;
    effect(move || {
        let now = read();
        let has_changed = before.as_ref().is_some_and(|before| *before != now);
        before = Some(now);
        if has_changed {
            then();
        }
    });
}

/// Runs `run` now, and again whenever what it reads has changed, until the current owner is disposed of. Does nothing on the
/// server. All effects are of one type, which the browser downloads once.
pub fn effect(run: impl FnMut() + 'static) {
    boxed(Box::new(run));
}

fn boxed(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_: Option<()>| run());
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

/// Puts what handles an event behind a pointer. All handlers of a kind of event are of one type, which the browser downloads
/// once.
pub fn handler<E>(handle: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(handle)
}
