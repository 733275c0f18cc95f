//! The invariants, each a check of its own.

use super::{
    browser::{CallState, Holder, PageCall, Signing},
    server::IDLE_TTL,
    world::World,
};
use crate::{
    error::Code,
    interceptor::{Change, backoff::CALL_TIMEOUT},
};

/// How long a refresh may wait for the lock.
const LOCK_TIMEOUT: f64 = 5_000.0;
/// The longest that may lie between the wish for a refresh and the request: a short `Retry-After`, and the lock.
const LATE: f64 = CALL_TIMEOUT + LOCK_TIMEOUT + 1.0;

/// No user has this number.
pub(super) const NOBODY: usize = usize::MAX;

pub(super) type Outcome = Result<(), String>;

/// No call is sent or answered under another user.
pub(super) fn same_user(owner: Option<usize>, user: Option<usize>, what: &str) -> Outcome {
    if owner.is_some() && user.is_some() && user != owner {
        return Err(format!("a call was {what} under another user"));
    }
    Ok(())
}

impl World {
    /// No wait is without an end.
    pub(super) fn check_waits(&self) -> Outcome {
        for tab in self
            .tabs
            .iter()
            .filter(|tab| !tab.is_frozen && !tab.is_ended)
        {
            for call in &tab.calls {
                if let CallState::Waiting(since) = call.state
                    && self.awake - since > CALL_TIMEOUT + 1.0
                {
                    return Err(format!("a call has waited {} ms", self.awake - since));
                }
            }
        }
        Ok(())
    }

    /// The person is asked for a proof exactly as long as a call waits for it.
    pub(super) fn check_proofs(&self) -> Outcome {
        for page in self.tabs.iter().filter(|page| !page.is_frozen) {
            let waits = page
                .calls
                .iter()
                .any(|call| call.state == CallState::ForProof);
            if waits != page.asks_for_proof {
                return Err(format!(
                    "a page asks for a proof: {}, a call waits for it: {waits}",
                    page.asks_for_proof
                ));
            }
        }
        Ok(())
    }

    /// A proof that was given or declined ends the wait for it.
    pub(super) fn check_proven(&self, tab: usize) -> Outcome {
        let page = &self.tabs[tab];
        if page
            .calls
            .iter()
            .any(|call| call.state == CallState::ForProof)
        {
            return Err("a call waits on for a proof that was given or declined".to_owned());
        }
        Ok(())
    }

    /// Every page shows the session of the jar, once its clock has ticked. Where the server has rendered it for nobody under that very
    /// token, the server knows better.
    pub(super) fn check_pages(&self) -> Outcome {
        let held = self.jar.claims.filter(|token| {
            let is_left = self.jar.mark == Some(token.session);
            !is_left && !self.jar.is_damaged && !self.server.is_revoked(token.session)
        });
        let Some(held) = held else { return Ok(()) };
        for page in &self.tabs {
            let under = page.rendered_under;
            let is_rendered_under_it = under.is_some_and(|token| {
                (token.session, token.generation) == (held.session, held.generation)
            });
            if page.shown != Some(held.session)
                && !is_rendered_under_it
                && !page.gone.contains(&held.session)
            {
                return Err(format!(
                    "a page shows {:?} under the cookie of session {}",
                    page.shown, held.session
                ));
            }
        }
        Ok(())
    }

    /// A session ends by one of the server's four codes, or by its cookies' age.
    pub(super) fn check_end(&self, change: &Change) -> Outcome {
        if let Change::Ended(end) = change {
            let is_of_age = end.code == Code::RefreshExpired && self.jar.claims.is_none();
            if self.said_end != Some(end.code) && !is_of_age {
                return Err(format!("a session ended for nothing: {:?}", end.code));
            }
        }
        Ok(())
    }

    pub(super) fn check_refresh(&mut self, tab: usize, refresh: u32) -> Outcome {
        self.one_refresh_at_a_time(tab, refresh)?;
        self.no_refresh_while_signing(tab)?;
        self.one_try_for_each_touch(tab)?;
        self.no_refresh_of_an_idle_page(tab)
    }

    /// One refresh of a tab, and, unless another holds the lock for too long, of all tabs.
    pub(super) fn one_refresh_at_a_time(&self, tab: usize, refresh: u32) -> Outcome {
        if self.is_refreshing(tab) {
            return Err("there are two refreshes at once".to_owned());
        }
        let holder = Holder {
            tab,
            refresh: Some(refresh),
        };
        let waited = self.awake - self.tabs[tab].lock_asked_at;
        if self.lock != Some(holder) && waited < LOCK_TIMEOUT - 1.0 {
            return Err("a refresh was sent without the lock".to_owned());
        }
        Ok(())
    }

    pub(super) fn no_refresh_while_signing(&self, tab: usize) -> Outcome {
        if self.tabs[tab].signing == Signing::No {
            Ok(())
        } else {
            Err("a refresh was sent during a sign-in or sign-out".to_owned())
        }
    }

    /// A long `Retry-After` leaves one try for each touch.
    pub(super) fn one_try_for_each_touch(&mut self, tab: usize) -> Outcome {
        let now = self.now;
        let held_off = self.tabs[tab].held_off.as_mut();
        let held_off = held_off.filter(|(until, _)| now < *until);
        if held_off.is_none_or(|(_, is_touched)| std::mem::take(is_touched)) {
            Ok(())
        } else {
            Err("a refresh was sent although the server asked to be left alone".to_owned())
        }
    }

    /// A page that nobody touches refreshes neither on its own nor for its polls.
    pub(super) fn no_refresh_of_an_idle_page(&self, tab: usize) -> Outcome {
        let page = &self.tabs[tab];
        let is_asked_for =
            |call: &PageCall| call.is_attended && matches!(call.state, CallState::Waiting(_));
        let wished_at = page.waited_at.max(page.touched_at + IDLE_TTL / 2.0);
        if self.awake > wished_at + LATE && !page.calls.iter().any(is_asked_for) {
            return Err("an idle page has refreshed".to_owned());
        }
        Ok(())
    }

    /// Returns the session that a tab shows and its jar holds, and whether it is over.
    pub(super) fn standing(&self, tab: usize) -> Option<(usize, bool)> {
        let (page, held) = (&self.tabs[tab], self.jar.claims?.session);
        let stands = page.shown == Some(held) && self.jar.mark != Some(held);
        stands.then_some((held, page.is_ended))
    }

    /// A failed refresh never signs out, and ends nothing.
    pub(super) fn check_standing(&self, tab: usize, before: Option<(usize, bool)>) -> Outcome {
        let page = &self.tabs[tab];
        match before {
            Some((session, was_ended))
                if page.shown != Some(session) || page.is_ended && !was_ended =>
            {
                Err("a failed refresh has ended or closed the session".to_owned())
            }
            _ => Ok(()),
        }
    }
}
