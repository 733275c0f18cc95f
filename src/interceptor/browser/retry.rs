//! When the next refresh is due: shortly before the token runs out, and after a failure when the pause is over. Says so to the page.

use std::cell::Cell;

use js_sys::Math;
use leptos::prelude::{document, window};
use web_sys::VisibilityState;

use super::{bus::emit, clock, refresh, state};
use crate::interceptor::{backoff, event::Event, life::Reading};

/// What has gone wrong so far.
#[derive(Clone, Copy, Default)]
struct Failures {
    in_a_row: u32,
    last: Reading,
    pause: f64,
    told: bool,
}

thread_local! {
    static FAILURES: Cell<Failures> = Cell::default();
    static TOUCHED: Cell<Reading> = Cell::default();
    /// Keeps this tab apart from the others.
    static SPREAD: f64 = Math::random();
}

impl Failures {
    fn pause_left(self) -> f64 {
        if self.in_a_row == 0 {
            0.0
        } else {
            self.pause - clock::now().since(self.last)
        }
    }
}

/// A refresh has failed. `told` are the seconds of `Retry-After`.
pub fn failed(told: Option<u32>) {
    let in_a_row = FAILURES.get().in_a_row.saturating_add(1);
    let pause = backoff::pause(in_a_row, told, Math::random());
    FAILURES.set(Failures {
        in_a_row,
        last: clock::now(),
        pause,
        told: told.is_some(),
    });
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    emit(&Event::Offline {
        retry_in: pause as u32,
    });
    state::reachable(false);
}

/// A refresh was answered.
pub fn succeeded() {
    if FAILURES.take().in_a_row > 0 {
        emit(&Event::Online);
        state::reachable(true);
    }
}

/// The milliseconds until a call may have a refresh; `None` where it may not wait for so long. It waits for what the server has asked
/// for, and not for a pause of ours.
pub fn turn() -> Option<f64> {
    let failures = FAILURES.get();
    let touched = TOUCHED.get().since(failures.last) > 0.0;
    let told = if failures.told {
        failures.pause_left()
    } else {
        0.0
    };
    backoff::turn(told, clock::now().since(failures.last), touched)
}

/// The milliseconds until the next refresh of this tab's own accord, while they fail.
pub fn pause_left() -> f64 {
    FAILURES.get().pause_left()
}

/// The person has touched the page.
pub fn touched() {
    TOUCHED.set(clock::now());
}

/// The network is back: what was only our own pause is over.
pub fn network_is_back() {
    let failures = FAILURES.get();
    if !failures.told {
        FAILURES.set(Failures {
            pause: 0.0,
            ..failures
        });
    }
    if failures.in_a_row == 0 {
        state::reachable(true);
    }
}

/// The milliseconds until this tab refreshes of its own accord. `None` where it does not: nobody is signed in, the session is over, the
/// page is hidden (idle is idle), or there is no network.
pub fn due_in() -> Option<f64> {
    let idle = state::is_ended()
        || document().visibility_state() == VisibilityState::Hidden
        || !window().navigator().on_line();
    let life = state::token_life().filter(|_| !idle)?;
    let failures = FAILURES.get();
    if failures.in_a_row > 0 {
        Some(failures.pause_left())
    } else {
        life.due_in(clock::now(), SPREAD.with(|spread| *spread))
    }
}

/// Refreshes if it is time.
pub fn if_due() {
    if due_in().is_some_and(|left| left <= 0.0) {
        refresh::start();
    }
}
