//! The network between browser and server, and the lock between tabs.

use super::{
    browser::{Got, Holder, News},
    server::{Jar, RequestKind, Response, SetCookies},
    step::Answer,
    world::{Flaw, World},
};
use crate::interceptor::refresh_outcome::RefreshOutcome;

pub(super) struct Request {
    pub(super) tab: usize,
    pub(super) ask: RequestKind,
    /// The cookies that were sent.
    jar: Jar,
    reply: Option<(Response, SetCookies)>,
    /// Whether the page has taken it back: an answer brings cookies still.
    pub(super) is_cancelled: bool,
}

impl World {
    pub(super) fn send(&mut self, tab: usize, ask: RequestKind) {
        if self.is_online {
            self.requests.push(Request {
                tab,
                ask,
                jar: self.jar.clone(),
                reply: None,
                is_cancelled: false,
            });
        } else {
            self.tabs[tab].news.push(News::Answer(ask, Got::Nothing));
        }
    }

    pub(super) fn serve(&mut self, at: usize) {
        let (server, request) = (&mut self.server, &mut self.requests[at]);
        if request.reply.is_none() {
            request.reply = Some(server.serve(&request.ask, &request.jar, self.now));
        }
    }

    pub(super) fn answer(&mut self, at: usize, answer: Answer) {
        if matches!(answer, Answer::Whole | Answer::CookiesOnly) {
            self.serve(at);
        }
        let request = self.requests.remove(at);
        let got = match (answer, request.reply) {
            (Answer::Whole, Some((said, cookies))) => {
                cookies.apply(&mut self.jar);
                Got::Answer(said)
            }
            (Answer::CookiesOnly, Some((_, cookies))) => {
                cookies.apply(&mut self.jar);
                Got::Nothing
            }
            (Answer::ServerError, _) => Got::Other(RefreshOutcome::RetryLater(None)),
            (Answer::Portal, _) => Got::Other(RefreshOutcome::Refreshed),
            (Answer::RetryAfter(seconds), _) => {
                Got::Other(RefreshOutcome::RetryLater(Some(seconds)))
            }
            _ => Got::Nothing,
        };
        if !request.is_cancelled {
            self.tabs[request.tab]
                .news
                .push(News::Answer(request.ask, got));
        }
    }

    pub(super) fn cancel_refresh(&mut self, tab: usize) {
        let ours = |request: &&mut Request| request.tab == tab && request.is_refresh();
        self.requests
            .iter_mut()
            .filter(ours)
            .for_each(|request| request.is_cancelled = true);
    }

    pub(super) fn is_refreshing(&self, tab: usize) -> bool {
        self.requests
            .iter()
            .any(|request| request.tab == tab && request.is_refresh() && !request.is_cancelled)
    }

    pub(super) fn request_lock(&mut self, holder: Holder) {
        if self.flaw == Some(Flaw::NoLock) {
            self.tabs[holder.tab].news.push(News::LockGranted(holder));
        } else {
            self.queue.push(holder);
            self.grant_lock();
        }
    }

    pub(super) fn release_lock(&mut self, tab: usize, of_refresh: bool) {
        let is_theirs =
            |holder: &Holder| holder.tab == tab && holder.refresh.is_some() == of_refresh;
        self.queue.retain(|holder| !is_theirs(holder));
        self.lock = self.lock.filter(|holder| !is_theirs(holder));
        self.grant_lock();
    }

    pub(super) fn grant_lock(&mut self) {
        if self.lock.is_none() && !self.queue.is_empty() {
            let holder = self.queue.remove(0);
            self.lock = Some(holder);
            self.tabs[holder.tab].news.push(News::LockGranted(holder));
        }
    }
}

impl Request {
    const fn is_refresh(&self) -> bool {
        matches!(self.ask, RequestKind::Refresh(_))
    }
}
