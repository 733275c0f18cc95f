//! Accounting for the claims cookie: whose page this is, how long the token lives, and what to tell the page.

use super::{
    Change, Event, Shown, TabMessage, TabSession, TokenLifetime,
    effect::{Context, Effect, FlightEnd},
    input::{ClaimsCookie, Document, Observation},
};
use crate::{
    error::{AppError, Code},
    ids::SessionId,
    interceptor::activity::Activity,
    session::Session,
};

/// How many sessions that were left are remembered.
const REMEMBERED: usize = 8;

impl TabSession {
    /// Begins with the session that the document was rendered for. What has changed since is the first that the page is told.
    pub(super) fn begin(&mut self, document: Document, cx: &mut Context) {
        let Document {
            session, claimed, ..
        } = document;
        self.activity = Activity::new(cx.seen.now, document.idle_timeout);
        self.jitter = cx.seen.random;
        let cookie = self.current_cookie(cx);
        let held = cookie.and_then(|cookie| cookie.session.as_ref());
        self.shown = session.as_ref().map(Shown::from);
        self.lifetime = session.as_ref().map(|session| lifetime(session, held, cx));
        let is_current = match (&session, held) {
            (Some(session), Some(held)) => held.session_id == session.session_id,
            (Some(_), None) => false,
            (None, None) => true,
            // The server may know that the session of the cookie is over. Only a token that came after the request is news.
            (None, Some(held)) => claimed.is_some_and(|(session_id, generation)| {
                session_id == held.session_id && generation == held.generation
            }),
        };
        if is_current {
            self.synced = cookie.map(|cookie| cookie.raw.clone());
            self.sweep_drafts(cx);
        } else {
            self.apply(cookie, held.cloned(), cx);
        }
        if !cx.seen.is_online {
            cx.push(Effect::Notify(Change::Reachable(false)));
        }
        self.schedule_tick(cx);
    }

    /// A sign-in of this tab was answered with `session`; the cookie may be of a later one.
    pub(super) fn on_signed_in(&mut self, session: Session, cx: &mut Context) {
        self.activity.touch(cx.seen.now);
        cx.push(Effect::Broadcast(TabMessage::TokensChanged));
        let cookie = cx.seen.cookie.as_ref();
        let held = cookie.and_then(|cookie| cookie.session.as_ref());
        if held.is_some_and(|held| held.session_id == session.session_id) {
            self.apply(cookie, Some(session), cx);
        } else {
            self.sync_from_cookie(cx);
        }
    }

    /// Compares the cookie with the one that is accounted for, and tells the page what another tab, or the cookie's age, has done.
    pub(super) fn sync_from_cookie(&mut self, cx: &mut Context) {
        let cookie = self.current_cookie(cx);
        let raw = cookie.map(|cookie| &cookie.raw);
        if raw == self.synced.as_ref() {
            return;
        }
        // While the token lived, only a sign-out can have removed the cookie.
        if cookie.is_none() && self.is_token_expired(cx) && self.may_have_expired(cx.seen) {
            return self.on_cookies_expired(cx);
        }
        // How old another tab's token is cannot be known: its whole lifetime is the most that can remain.
        let session = cookie.and_then(|cookie| cookie.session.clone());
        if session.is_none() && cookie.is_some() && self.shown.is_some() && !self.ended {
            // Damaged: that says nothing of the session, and a refresh brings a whole one.
            self.synced = raw.cloned();
            self.refresh_unattended(cx);
            return;
        }
        if session
            .as_ref()
            .is_some_and(|session| self.shows(&session.session_id))
        {
            cx.emit(Event::Adopt);
        }
        self.apply(cookie, session, cx);
    }

    /// Handles a refresh of this tab that was answered with another cookie than before.
    pub(super) fn on_cookie_refreshed(&mut self, cx: &mut Context) {
        let cookie = cx.seen.cookie.as_ref();
        let session = cookie.and_then(|cookie| cookie.session.clone());
        if cookie.is_none() && self.may_have_expired(cx.seen) {
            // It was the session's last second.
            self.on_cookies_expired(cx);
        } else if let Some(session) =
            session.filter(|session| !self.was_left(&session.session_id, cx.seen))
        {
            cx.emit(Event::Refreshed {
                expires_in: session.expires_in,
            });
            self.apply(cookie, Some(session), cx);
        } else {
            self.sync_from_cookie(cx);
        }
    }

    /// Records that the session under the page is over.
    pub(super) fn end_session(&mut self, end: AppError, cx: &mut Context) {
        if self.shown.is_some() {
            self.ended = true;
            cx.emit(Event::End { code: end.code });
            cx.push(Effect::Notify(Change::Ended(end)));
            self.sweep_drafts(cx);
        }
    }

    /// Remembers that `session_id` was left.
    pub(super) fn leave(&mut self, session_id: SessionId) {
        self.left.retain(|left| *left != session_id);
        self.left.push(session_id);
        self.left
            .drain(..self.left.len().saturating_sub(REMEMBERED));
    }

    pub(super) fn is_token_expired(&self, cx: &Context) -> bool {
        self.lifetime
            .is_some_and(|lifetime| lifetime.is_expired(cx.seen.now))
    }

    pub(super) fn sweep_drafts(&mut self, cx: &mut Context) {
        self.swept_at = cx.seen.now;
        let signed_in = self.shown.as_ref().filter(|_| !self.ended);
        cx.push(Effect::SweepDrafts {
            signed_in: signed_in.map(|shown| shown.user_id.clone()),
            idle_timeout: self.activity.idle_timeout(),
        });
    }

    /// Returns the claims cookie; the one of a session that was left is removed, and none.
    fn current_cookie<'a>(&self, cx: &mut Context<'a>) -> Option<&'a ClaimsCookie> {
        let cookie = cx.seen.cookie.as_ref()?;
        let session = cookie.session.as_ref();
        if session.is_some_and(|session| self.was_left(&session.session_id, cx.seen)) {
            cx.push(Effect::RemoveClaims);
            return None;
        }
        Some(cookie)
    }

    fn was_left(&self, session_id: &SessionId, seen: &Observation) -> bool {
        self.left.contains(session_id) || seen.marks.server.as_ref() == Some(session_id)
    }

    /// Returns whether it may be their age that has removed the session's cookies, and not a sign-out. Where that cannot be known, it was a
    /// sign-out (fail closed).
    fn may_have_expired(&self, seen: &Observation) -> bool {
        let marks = &seen.marks;
        !self.ended
            && self.shown.as_ref().is_some_and(|Shown { session_id, .. }| {
                marks.is_storage_readable
                    && marks.server.as_ref() != Some(session_id)
                    && marks.storage.as_ref() != Some(session_id)
            })
    }

    /// Ends a session whose cookies are gone by age: they live as long as the session may.
    fn on_cookies_expired(&mut self, cx: &mut Context) {
        self.synced = None;
        self.end_session(Code::RefreshExpired.into(), cx);
    }

    /// Shows `session` from now on, under `cookie`.
    fn apply(&mut self, cookie: Option<&ClaimsCookie>, session: Option<Session>, cx: &mut Context) {
        let now = session.as_ref().map(Shown::from);
        let held = cookie.and_then(|cookie| cookie.session.as_ref());
        self.synced = cookie.map(|cookie| cookie.raw.clone());
        self.lifetime = session.as_ref().map(|session| lifetime(session, held, cx));
        self.ended = false;
        let before = std::mem::replace(&mut self.shown, now);
        let is_same = before == self.shown;
        if let Some(before) = &before
            && !self.shows(&before.session_id)
        {
            self.leave(before.session_id.clone());
        }
        let change = match session {
            Some(session) if is_same => Some(Change::Refreshed(session)),
            Some(session) => {
                cx.emit(Event::SignIn);
                Some(Change::SignedIn(session))
            }
            None if before.is_some() => {
                cx.emit(Event::SignOut);
                if let Some(before) = before.as_ref().filter(|_| self.signing_out == before) {
                    // The page is left at once, perhaps before the answer to its own sign-out is read.
                    cx.push(Effect::ForgetDrafts(before.user_id.clone()));
                }
                Some(Change::SignedOut)
            }
            None => None,
        };
        if !is_same {
            // It was asked for under a session that is no longer this page's.
            self.abort_refresh(cx);
        }
        if self.shown.is_some() {
            // Wherever the token came from, nothing is amiss any more.
            self.on_success(cx);
            if self.is_refresh_moot() {
                self.finish_refresh(FlightEnd::Refreshed, cx);
            }
        }
        if let Some(change) = change {
            cx.push(Effect::Notify(change));
        }
        if !is_same {
            self.sweep_drafts(cx);
        }
    }
}

/// Returns the lifetime of the token of `session`. The cookie that is `held` tells the token's whole lifetime.
fn lifetime(session: &Session, held: Option<&Session>, cx: &Context) -> TokenLifetime {
    let total = held.map_or(session.expires_in, |held| held.expires_in);
    TokenLifetime::new(cx.seen.now, session.expires_in, total)
}
