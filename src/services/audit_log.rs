//! Writes the audit log of an account, for its owner to read. A failure to write is only logged, so that it does not prevent the
//! act itself.

use crate::{
    event::EventKind,
    ids::{SessionId, UserId},
    rules::{clock::Millis, throttle::Attempt},
    store::{Event, RevocationReason},
};

use super::{ClientInfo, Domain};

/// The maximum number of failed sign-ins that are recorded in an [`HOUR`], for each account and for all unknown addresses together.
/// Bounds what strangers can add to the table. The metrics count the others too.
const FAILURES_AN_HOUR: i64 = 20;
const HOUR: Millis = 3_600_000;

impl Domain {
    /// Records an event of a session.
    pub(super) async fn record(
        &self,
        kind: EventKind,
        user_id: &UserId,
        session_id: &SessionId,
        device: &ClientInfo,
    ) {
        self.write_down(self.session_event(kind, user_id, session_id, device))
            .await;
    }

    /// Records that a session was ended from elsewhere, by a client at `device`.
    pub(super) async fn record_revocation(
        &self,
        user_id: &UserId,
        session_id: &SessionId,
        reason: RevocationReason,
        device: &ClientInfo,
    ) {
        let event = self.event(EventKind::SessionRevoked, Some(user_id), device);
        self.write_down(event.of_revoked(session_id.to_owned(), reason))
            .await;
    }

    /// Counts and records a failed sign-in. An address with an account and one without cause the same statements.
    pub(super) async fn record_failed_sign_in(
        &self,
        user_id: Option<&UserId>,
        attempt: &Attempt,
        device: &ClientInfo,
    ) {
        let event = self.event(EventKind::SignInFailed, user_id, device);
        let fills = self.fills(attempt);
        if let Err(error) = self
            .store
            .record_failed_sign_in(&fills, &event, FAILURES_AN_HOUR, event.at - HOUR)
            .await
        {
            tracing::error!(%error, "a failed sign-in was not recorded");
        }
    }

    /// Returns an event of a session at the current time, caused by `device`.
    pub(super) fn session_event(
        &self,
        kind: EventKind,
        user_id: &UserId,
        session_id: &SessionId,
        device: &ClientInfo,
    ) -> Event {
        Event {
            session_id: Some(session_id.to_owned()),
            ..self.event(kind, Some(user_id), device)
        }
    }

    /// Returns an event at the current time, caused by `device`.
    pub(super) fn event(
        &self,
        kind: EventKind,
        user_id: Option<&UserId>,
        device: &ClientInfo,
    ) -> Event {
        Event {
            ip: device.ip.to_string(),
            user_agent: device.user_agent.clone(),
            ..Event::new(kind, user_id, self.clock.now())
        }
    }

    /// Boxed: who records something seldom would move the whole of it each time.
    async fn write_down(&self, event: Event) {
        if let Err(error) = Box::pin(self.store.record_events(&[event])).await {
            tracing::error!(%error, "an event was not recorded");
        }
    }
}
