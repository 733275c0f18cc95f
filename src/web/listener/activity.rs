//! The activity of a connection, and its deadline.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use tokio::time::{Duration, Instant};

use super::Limits;

/// Why a connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No request arrived.
    Silent,
    /// No further request arrived.
    Idle,
    /// A request took too long, or its response was read too slowly.
    Slow,
    /// The client stopped reading a response.
    Stalled,
}

impl Reason {
    /// Returns the label of the metric.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Idle => "idle",
            Self::Slow => "slow",
            Self::Stalled => "stalled",
        }
    }
}

/// The order in which connections are shed for new ones, the first to be shed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Has not completed a request.
    New,
    /// Waits for the next request.
    Idle,
    /// Has completed a request and processes another.
    Busy,
}

/// The state of one connection, shared by its task, its stream and its requests.
pub struct Activity {
    state: Mutex<State>,
    written: AtomicU64,
}

struct State {
    /// When the connection was accepted or last became idle.
    quiet_since: Instant,
    has_finished: bool,
    requests: Vec<Running>,
    next: u64,
    stalled_since: Option<Instant>,
}

struct Running {
    id: u64,
    since: Instant,
    written: u64,
}

impl Activity {
    pub fn new() -> Self {
        let state = State {
            quiet_since: Instant::now(),
            has_finished: false,
            requests: Vec::new(),
            next: 0,
            stalled_since: None,
        };
        Self {
            state: Mutex::new(state),
            written: AtomicU64::new(0),
        }
    }

    /// Counts a request until the guard is dropped.
    pub fn begin(self: &Arc<Self>) -> Guard {
        let written = self.written.load(Ordering::Relaxed);
        let mut state = self.lock();
        let id = state.next;
        state.next += 1;
        state.requests.push(Running {
            id,
            since: Instant::now(),
            written,
        });
        Guard {
            activity: Arc::clone(self),
            id,
        }
    }

    /// Counts bytes that the operating system accepted.
    pub fn wrote(&self, bytes: usize) {
        self.written.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Records whether writing to the client is blocked.
    pub fn stalled(&self, stalled: bool) {
        self.lock().stalled_since = stalled.then(Instant::now);
    }

    /// Returns when the connection is to be cut, and why. `closing` is the deadline of a connection that was told to
    /// close.
    pub fn deadline(&self, limits: &Limits, closing: Option<Instant>) -> (Instant, Reason) {
        let written = self.written.load(Ordering::Relaxed);
        let state = self.lock();
        let granted = |request: &Running| {
            let read = written.saturating_sub(request.written) / limits.rate.max(1);
            (
                request.since + limits.request + Duration::from_secs(read),
                Reason::Slow,
            )
        };
        let due = state
            .requests
            .iter()
            .map(granted)
            .min_by_key(|(due, _)| *due)
            .unwrap_or_else(|| match closing {
                Some(closing) => (closing, Reason::Idle),
                None if state.has_finished => (state.quiet_since + limits.idle, Reason::Idle),
                None => (state.quiet_since + limits.first_request, Reason::Silent),
            });
        let stalled = state
            .stalled_since
            .map(|since| (since + limits.stall, Reason::Stalled));
        stalled
            .into_iter()
            .chain([due])
            .min_by_key(|(due, _)| *due)
            .unwrap_or(due)
    }

    /// Returns the rank for shedding, and the start of the current request or idle time.
    pub fn rank(&self) -> (Rank, Instant) {
        let state = self.lock();
        let oldest = state.requests.iter().map(|request| request.since).min();
        match oldest {
            _ if !state.has_finished => (Rank::New, state.quiet_since),
            None => (Rank::Idle, state.quiet_since),
            Some(since) => (Rank::Busy, since),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request in progress, from its head to the last byte of its response.
pub struct Guard {
    activity: Arc<Activity>,
    id: u64,
}

impl Drop for Guard {
    fn drop(&mut self) {
        let mut state = self.activity.lock();
        state.requests.retain(|request| request.id != self.id);
        state.has_finished = true;
        if state.requests.is_empty() {
            state.quiet_since = Instant::now();
        }
    }
}
