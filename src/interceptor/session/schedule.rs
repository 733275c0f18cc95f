//! The tick: looks at the cookie every second, and refreshes shortly before the token expires.

use super::{
    Event, TabSession,
    effect::{Context, Effect},
    input::Timer,
};
use crate::interceptor::token_lifetime::ClockReading;

/// How often the cookie is looked at.
const TICK: f64 = 1_000.0;

/// A tick that is later than this has slept. Hidden tabs may run once a minute.
const SLEPT: f64 = 90_000.0;

/// How often drafts that have outlived their sessions are looked for.
const SWEEP: f64 = 600_000.0;

impl TabSession {
    pub(super) fn on_tick(&mut self, cx: &mut Context) {
        let (scheduled_at, delay) = self.tick;
        let late = cx.seen.now.since(scheduled_at) - delay;
        if late > SLEPT {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            cx.emit(Event::Wake { after: late as u32 });
        }
        self.refresh_if_due(cx);
        if cx.seen.now.since(self.swept_at) >= SWEEP {
            self.sweep_drafts(cx);
        }
        self.schedule_tick(cx);
    }

    pub(super) fn schedule_tick(&mut self, cx: &mut Context) {
        let delay = self
            .due_in(cx)
            .filter(|due| *due > 0.0)
            .map_or(TICK, |due| due.min(TICK));
        self.tick = (cx.seen.now, delay);
        cx.push(Effect::Schedule(Timer::Tick, delay));
    }

    pub(super) fn refresh_if_due(&mut self, cx: &mut Context) {
        if self.due_in(cx).is_some_and(|due| due <= 0.0) {
            self.start_refresh(cx);
        }
    }

    /// Returns whether nobody has touched the page for so long that it does not refresh on its own.
    pub(super) fn is_idle(&self, now: ClockReading) -> bool {
        let token_lifetime = self.lifetime.map_or(0.0, |lifetime| lifetime.total());
        self.activity.is_idle(now, token_lifetime)
    }

    /// Returns the milliseconds until this tab refreshes on its own. `None` where it does not: nobody is signed in, the session is over, the page
    /// is hidden or idle, or there is no network.
    fn due_in(&self, cx: &Context) -> Option<f64> {
        let seen = cx.seen;
        if self.ended || !seen.is_visible || !seen.is_online || self.is_idle(seen.now) {
            return None;
        }
        let lifetime = self.lifetime?;
        if self.failures.exist() {
            Some(self.failures.pause_remaining(seen.now))
        } else {
            lifetime.due_in(seen.now, self.jitter)
        }
    }
}
