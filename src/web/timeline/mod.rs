//! What a development server tells the page `/dev/sessions`, and what that page breaks. A production server has none of it, and a
//! development server observes nothing while no such page is open.

pub mod routes;

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use serde::Serialize;
use tower_http::request_id::RequestId;

use super::{AppState, cookies, problem::wants_html};
use crate::{
    error::{AppError, Code},
    ids::SessionId,
    paths,
    rules::{
        clock::{Millis, Timestamp},
        identity::Identity,
    },
    session::Generation,
};

/// The most events that are kept. A page asks several times a second.
const KEPT: usize = 500;
/// The most sessions whose tokens are taken for expired.
const AGED: usize = 100;
/// For how long a page that has asked counts as open, in ms.
const WATCHED: Millis = 10_000;
/// How long the server is away, in seconds. It says so, or whoever asks might double its pauses beyond what a call waits.
const AWAY: u32 = 5;

/// A request and its answer.
#[derive(Clone, Debug, Serialize)]
pub struct ServerEvent {
    /// Counts the events.
    n: u64,
    /// When it was answered, in ms since 1970.
    at: i64,
    method: String,
    path: String,
    status: u16,
    /// The code of an error.
    code: Option<&'static str>,
    /// The request's id, which the log has too.
    request: String,
    /// The session that the request says that it is of.
    session: Option<SessionId>,
    /// Whether the answer was lost on purpose.
    is_lost: bool,
}

/// What was observed, and what is broken on purpose.
#[derive(Default)]
pub struct Timeline {
    observed: Mutex<Observed>,
    /// Until when a page counts as open, in ms since 1970.
    watched_until: AtomicI64,
}

#[derive(Default)]
struct Observed {
    count: u64,
    events: VecDeque<ServerEvent>,
    /// The sessions whose tokens up to a generation count as expired.
    aged: HashMap<SessionId, Generation>,
    loses_next_refresh: bool,
    away_until: Timestamp,
}

/// What happens to a request on purpose.
enum Fault {
    None,
    /// The server is away.
    Away,
    /// The server does what is asked, and its answer does not arrive.
    Lost,
}

impl Timeline {
    /// Returns the events after the `after`th. Whoever asks is told of what comes next, too.
    pub fn events(&self, after: u64, now: Timestamp) -> Vec<ServerEvent> {
        let until = (now + WATCHED).millis();
        self.watched_until.store(until, Ordering::Relaxed);
        let observed = self.lock();
        let events = observed.events.iter().filter(|event| event.n > after);
        events.cloned().collect()
    }

    /// Takes every token of a session up to this generation for expired.
    pub fn expire(&self, session: &SessionId, generation: Generation) {
        let mut observed = self.lock();
        if observed.aged.len() >= AGED {
            observed.aged.clear();
        }
        observed.aged.insert(session.clone(), generation);
    }

    /// Loses the answer to the next refresh.
    pub fn lose_next_refresh(&self) {
        self.lock().loses_next_refresh = true;
    }

    /// Is away for some seconds, for whoever refreshes.
    pub fn go_away(&self, now: Timestamp) {
        self.lock().away_until = now + Millis::from(AWAY) * 1_000;
    }

    /// Returns the identity as it is with tokens that count as expired.
    pub fn aged(&self, identity: Identity) -> Identity {
        let Identity::Verified(claims) = identity else {
            return identity;
        };
        let is_aged = self
            .lock()
            .aged
            .get(&claims.sid)
            .is_some_and(|generation| claims.generation <= *generation);
        if is_aged {
            Identity::Expired(claims)
        } else {
            Identity::Verified(claims)
        }
    }

    fn is_watched(&self, now: Timestamp) -> bool {
        now.millis() < self.watched_until.load(Ordering::Relaxed)
    }

    fn fault(&self, path: &str, now: Timestamp) -> Fault {
        let mut observed = self.lock();
        if path != paths::REFRESH {
            Fault::None
        } else if now < observed.away_until {
            Fault::Away
        } else if std::mem::take(&mut observed.loses_next_refresh) {
            Fault::Lost
        } else {
            Fault::None
        }
    }

    fn note(&self, event: ServerEvent) {
        let mut observed = self.lock();
        observed.count += 1;
        let n = observed.count;
        if observed.events.len() >= KEPT {
            observed.events.pop_front();
        }
        observed.events.push_back(ServerEvent { n, ..event });
    }

    fn lock(&self) -> MutexGuard<'_, Observed> {
        self.observed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Observes calls and documents, and breaks what is to be broken.
pub async fn observe(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_document = wants_html(request.headers()) && !path.starts_with("/dev/");
    let is_shown = path.starts_with("/api/") || is_document;
    let timeline = state.timeline.as_ref();
    let Some(timeline) =
        timeline.filter(|timeline| is_shown && timeline.is_watched(state.domain.now()))
    else {
        return next.run(request).await;
    };
    let path = path.to_owned();
    let method = request.method().to_string();
    let session = cookies::claimed_session(request.headers(), &state.cookies);
    let id = request.extensions().get::<RequestId>();
    let id = id.and_then(|id| id.header_value().to_str().ok());
    let id = id.unwrap_or_default().to_owned();
    let fault = timeline.fault(&path, state.domain.now());
    let response = match fault {
        Fault::Away => AppError::retry_after(Code::Unavailable, AWAY).into_response(),
        Fault::None | Fault::Lost => next.run(request).await,
    };
    let is_lost = matches!(fault, Fault::Lost);
    let error = response.extensions().get::<AppError>();
    timeline.note(ServerEvent {
        n: 0,
        at: state.domain.now().millis(),
        method,
        path,
        status: response.status().as_u16(),
        code: error.map(|error| error.code.as_str()),
        request: id,
        session,
        is_lost,
    });
    if is_lost {
        // What a proxy says whose server has gone while it answered.
        return Code::ForeignAnswer.into_response();
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_and_aged_sessions_are_bounded() {
        let timeline = Timeline::default();
        for n in 0..1_000_u64 {
            timeline.expire(&SessionId::from(n.to_string()), Generation::FIRST);
            timeline.note(ServerEvent {
                n: 0,
                at: 0,
                method: String::new(),
                path: String::new(),
                status: 200,
                code: None,
                request: String::new(),
                session: None,
                is_lost: false,
            });
        }
        assert!(timeline.lock().aged.len() <= AGED);
        let now = Timestamp::default();
        assert_eq!(timeline.events(0, now).len(), KEPT);
        assert_eq!(timeline.events(998, now).len(), 2);
        assert!(timeline.is_watched(now + WATCHED - 1) && !timeline.is_watched(now + WATCHED));
    }
}
