//! The audit log of an account, as its owner reads it: in pages, the newest first.

use crate::{
    device::Ending,
    error::AppError,
    event::{ActivityEvent, ActivityPage, EventKind},
    ids::EventId,
    session::Claims,
    store::{Event, rfc3339},
};

use super::{
    ClientInfo, Domain,
    cursor::{self, page},
    user_agent::{DeviceName, device_name},
};

/// The number of events on a page.
const PAGE: usize = 25;

impl Domain {
    /// Returns a page of the user's events, before a cursor or from the newest. An invalid cursor counts as none.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn activity(
        &self,
        claims: &Claims,
        before: Option<&str>,
    ) -> Result<ActivityPage, AppError> {
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let events = self
            .store
            .events_of(&claims.sub, limit, before.and_then(cursor::parse))
            .await?;
        let (events, more) = page(events, PAGE, |event| cursor::format(event.at, &event.id));
        Ok(ActivityPage {
            events: events.into_iter().map(activity_event).collect(),
            more,
        })
    }

    /// Records that an event of the user's account was the user's own doing, and that they said so. A no-op for one that is
    /// confirmed already.
    ///
    /// # Errors
    /// `rate_limited`; `unavailable`.
    pub async fn confirm_event(
        &self,
        claims: &Claims,
        id: &EventId,
        client: &ClientInfo,
    ) -> Result<(), AppError> {
        self.count_write(claims)?;
        let now = self.clock.now();
        if self.store.confirm_event(&claims.sub, id, now).await? {
            self.record(EventKind::Confirmed, &claims.sub, &claims.sid, client)
                .await;
        }
        Ok(())
    }
}

pub(super) fn activity_event(event: Event) -> ActivityEvent {
    let ending = event.reason().map(Ending::Revoked);
    let DeviceName { software, system } = device_name(&event.user_agent);
    ActivityEvent {
        id: event.id,
        kind: event.kind,
        ending,
        at: rfc3339(event.at),
        ip: event.ip,
        software,
        system,
        session: event.session_id.map(Into::into),
        confirmed: event.confirmed_at.is_some(),
    }
}
