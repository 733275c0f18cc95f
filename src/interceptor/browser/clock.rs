//! The browser's two clocks and its timer.

use std::time::Duration;

use futures::{
    channel::oneshot,
    future::{Either, select},
    pin_mut,
};
use js_sys::Date;
use leptos::prelude::{set_timeout, window};

use crate::interceptor::life::Reading;

/// What the clocks show.
pub fn now() -> Reading {
    Reading {
        monotonic: window()
            .performance()
            .map_or(0.0, |performance| performance.now()),
        wall: Date::now(),
    }
}

/// Calls `then` after so many milliseconds.
pub fn after(milliseconds: f64, then: impl FnOnce() + 'static) {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    set_timeout(then, Duration::from_millis(milliseconds as u64));
}

/// Waits.
pub async fn sleep(milliseconds: f64) {
    let (done, waiting) = oneshot::channel::<()>();
    after(milliseconds, move || drop(done));
    // Cancelled is how it ends.
    let _ = waiting.await;
}

/// What `work` comes to, unless that takes longer; then it is dropped.
pub async fn within<T>(milliseconds: f64, work: impl Future<Output = T>) -> Option<T> {
    let timer = sleep(milliseconds);
    pin_mut!(work, timer);
    match select(work, timer).await {
        Either::Left((outcome, _)) => Some(outcome),
        Either::Right(_) => None,
    }
}
