//! Refreshing: one at a time, for any number of calls and tabs that wait for it, and not at all where a newer token is there already.
//!
//! A refresh belongs to the tab, not to a call: a call that is dropped does not cut off what others wait for.

use super::{
    Change, Event, RefreshOutcome, TabMessage, TabSession,
    effect::{Context, Effect, FlightEnd},
    input::Timer,
};
use crate::interceptor::{backoff, token_lifetime::ClockReading};

/// How long an answer of the refresh endpoint is waited for.
const ANSWER_TIMEOUT: f64 = 10_000.0;

/// How long another tab's refresh is waited for. A tab that is frozen with the lock must not hold up the others.
const LOCK_TIMEOUT: f64 = 5_000.0;

/// The least time after which calls that wait get another refresh.
const LEAST_RETRY: f64 = 250.0;

/// A refresh that is under way.
#[derive(Debug)]
pub(super) struct Flight {
    id: u32,
    /// The cookie that it is to replace.
    before: Option<String>,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// A short `Retry-After` has to pass.
    Pausing,
    /// The lock of all tabs is asked for.
    Locking,
    /// The server is asked.
    Asking,
}

/// The refreshes that have failed since the last success.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Failures {
    in_a_row: u32,
    last: ClockReading,
    /// When the server was asked last, whether or not its answer was waited for.
    asked: ClockReading,
    pause: f64,
    /// Whether the server has named the pause (`Retry-After`).
    is_retry_after: bool,
}

/// The answer to the wish for a refresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// One is under way.
    UnderWay,
    /// The person is signing in or out: none may begin yet.
    Blocked,
    /// The server has asked to be left alone.
    HeldOff,
}

impl Failures {
    pub(super) const fn exist(self) -> bool {
        self.in_a_row > 0
    }

    /// Returns the milliseconds until the next refresh of this tab's own accord, while they fail.
    pub(super) fn pause_remaining(self, now: ClockReading) -> f64 {
        if self.exist() {
            self.pause - now.since(self.last)
        } else {
            0.0
        }
    }

    fn retry_after_remaining(self, now: ClockReading) -> f64 {
        if self.is_retry_after {
            self.pause_remaining(now)
        } else {
            0.0
        }
    }
}

impl TabSession {
    /// Starts a refresh, unless one is under way or must not begin.
    pub(super) fn start_refresh(&mut self, cx: &mut Context) -> Start {
        if self.flight.is_some() {
            return Start::UnderWay;
        }
        if self.signing > 0 {
            return Start::Blocked;
        }
        let (now, failures) = (cx.seen.now, self.failures);
        let touched = self.activity.touched_since(failures.asked);
        let Some(delay) = backoff::delay(
            failures.retry_after_remaining(now),
            now.since(failures.asked),
            touched,
        ) else {
            return Start::HeldOff;
        };
        let id = self.next_number();
        self.flight = Some(Flight {
            id,
            before: self.synced.clone(),
            stage: Stage::Pausing,
        });
        if delay > 0.0 {
            cx.push(Effect::Schedule(Timer::RetryAfter(id), delay));
        } else {
            self.acquire_lock(id, cx);
        }
        Start::UnderWay
    }

    /// Starts a refresh that no call asks for, unless the page is idle.
    pub(super) fn refresh_unattended(&mut self, cx: &mut Context) {
        if !self.is_idle(cx.seen.now) {
            self.start_refresh(cx);
        }
    }

    pub(super) fn acquire_lock(&mut self, id: u32, cx: &mut Context) {
        if self.move_on(id, Stage::Pausing, Stage::Locking) {
            cx.push(Effect::AcquireLock(id));
            cx.push(Effect::Schedule(Timer::LockTimeout(id), LOCK_TIMEOUT));
        }
    }

    /// Asks the server, unless another tab has brought a newer token meanwhile.
    pub(super) fn ask_if_needed(&mut self, id: u32, cx: &mut Context) {
        if !self.move_on(id, Stage::Locking, Stage::Asking) {
            return;
        }
        if self.synced.is_none() {
            let end = if self.ended {
                FlightEnd::SessionEnded
            } else {
                FlightEnd::Failed
            };
            return self.finish_refresh(end, cx);
        }
        if self
            .flight
            .as_ref()
            .is_some_and(|flight| flight.before != self.synced)
        {
            return self.finish_refresh(FlightEnd::Refreshed, cx);
        }
        // The page may have been frozen since the refresh was wished for.
        if self.is_idle(cx.seen.now) && !self.is_refresh_awaited() {
            return self.finish_refresh(FlightEnd::Failed, cx);
        }
        self.failures.asked = cx.seen.now;
        cx.emit(Event::Refresh);
        cx.push(Effect::SendRefresh(id));
        cx.push(Effect::Schedule(Timer::AnswerTimeout(id), ANSWER_TIMEOUT));
    }

    /// Handles the answer of the refresh endpoint, or its absence.
    pub(super) fn on_refresh_answer(&mut self, id: u32, outcome: RefreshOutcome, cx: &mut Context) {
        let is_awaited = |flight: &Flight| flight.id == id && flight.stage == Stage::Asking;
        let Some(flight) = self.flight.take_if(|flight| is_awaited(flight)) else {
            return self.sync_from_cookie(cx);
        };
        // Without an effect where the request has ended.
        cx.push(Effect::CancelRefresh);
        let cookie = cx.seen.cookie.as_ref();
        // A damaged cookie came from elsewhere: a refresh brings a whole one.
        let is_damaged = cookie.is_some_and(|cookie| cookie.session.is_none());
        let is_changed = !is_damaged && cookie.map(|cookie| &cookie.raw) != flight.before.as_ref();
        let end = match outcome {
            // Only a changed cookie counts, and it does where the rest of the answer was lost.
            RefreshOutcome::Refreshed | RefreshOutcome::RetryLater(_) if is_changed => {
                self.on_cookie_refreshed(cx);
                cx.push(Effect::Broadcast(TabMessage::TokensChanged));
                FlightEnd::Refreshed
            }
            RefreshOutcome::SessionEnded(end) if !is_changed => {
                self.end_session(end, cx);
                FlightEnd::SessionEnded
            }
            // A sign-in or sign-out came between.
            RefreshOutcome::SessionEnded(_) => {
                self.sync_from_cookie(cx);
                FlightEnd::Refreshed
            }
            RefreshOutcome::RetryLater(retry_after) => self.on_failure(retry_after, cx),
            RefreshOutcome::Refreshed => self.on_failure(None, cx),
        };
        self.finish_refresh(end, cx);
    }

    /// Cuts off the refresh that is under way.
    pub(super) fn abort_refresh(&mut self, cx: &mut Context) {
        if self.flight.is_some() {
            cx.emit(Event::Abort);
            cx.push(Effect::CancelRefresh);
            self.finish_refresh(FlightEnd::Failed, cx);
        }
    }

    /// Returns whether the refresh that is under way has not asked yet, and a newer cookie is there.
    pub(super) fn is_refresh_moot(&self) -> bool {
        self.flight
            .as_ref()
            .is_some_and(|flight| flight.stage != Stage::Asking && flight.before != self.synced)
    }

    pub(super) fn finish_refresh(&mut self, end: FlightEnd, cx: &mut Context) {
        self.flight = None;
        cx.push(Effect::ReleaseLock);
        cx.flight_end = Some(end);
        if end == FlightEnd::Failed {
            let after = self.failures.pause_remaining(cx.seen.now).max(LEAST_RETRY);
            let retry = self.next_number();
            self.retry = Some(retry);
            cx.push(Effect::Schedule(Timer::Retry(retry), after));
        }
    }

    /// Returns whether calls that wait get another refresh within their time.
    pub(super) fn may_retry(&self, cx: &Context) -> bool {
        cx.seen.is_online && self.failures.pause_remaining(cx.seen.now) <= backoff::CALL_TIMEOUT
    }

    pub(super) fn on_success(&mut self, cx: &mut Context) {
        if std::mem::take(&mut self.failures).exist() {
            cx.emit(Event::Online);
            cx.push(Effect::Notify(Change::Reachable(true)));
        }
    }

    /// Ends a pause that the server has not asked for, because the network is back.
    pub(super) fn on_online(&mut self, cx: &mut Context) {
        if !self.failures.is_retry_after {
            self.failures.pause = 0.0;
            self.retry = None;
        }
        if !self.failures.exist() {
            cx.push(Effect::Notify(Change::Reachable(true)));
        }
        self.refresh_if_due(cx);
    }

    fn on_failure(&mut self, retry_after: Option<u32>, cx: &mut Context) -> FlightEnd {
        let in_a_row = self.failures.in_a_row.saturating_add(1);
        let mut pause = backoff::backoff(in_a_row, retry_after, cx.seen.random);
        if retry_after.is_none() && self.is_refresh_awaited() {
            pause = pause.min(backoff::WHILE_AWAITED);
        }
        self.failures = Failures {
            in_a_row,
            last: cx.seen.now,
            asked: cx.seen.now,
            pause,
            is_retry_after: retry_after.is_some(),
        };
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        cx.emit(Event::Offline {
            retry_in: pause as u32,
        });
        cx.push(Effect::Notify(Change::Reachable(false)));
        FlightEnd::Failed
    }

    fn move_on(&mut self, id: u32, from: Stage, to: Stage) -> bool {
        let flight = self
            .flight
            .as_mut()
            .filter(|flight| flight.id == id && flight.stage == from);
        flight.map(|flight| flight.stage = to).is_some()
    }
}
