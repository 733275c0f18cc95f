//! The browser's two clocks and its timer.

use std::time::Duration;

use futures::{
    channel::oneshot,
    future::{Either, select},
    pin_mut,
};
use js_sys::Date;
use leptos::prelude::{set_timeout, window};

use crate::interceptor::token_lifetime::ClockReading;

/// Reads the clocks.
pub fn now() -> ClockReading {
    ClockReading {
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

/// Waits for `work`, and drops it after so many milliseconds.
pub async fn timeout<T>(milliseconds: f64, work: impl Future<Output = T>) -> Option<T> {
    let (done, timer) = oneshot::channel::<()>();
    after(milliseconds, move || drop(done));
    pin_mut!(work);
    match select(work, timer).await {
        Either::Left((outcome, _)) => Some(outcome),
        // Cancelled is how the timer ends.
        Either::Right(_) => None,
    }
}
