//! Putting on record what happened to an account, for its owner to read. The record must not stand in the way of what happened, so a
//! failure to write it is only logged.

use crate::{
    event::EventKind,
    rules::{
        clock::Millis,
        throttle::{Attempt, Bucket},
    },
    store::{Event, Fill, RevocationReason},
};

use super::{Device, Domain};

/// How many failed sign-ins go on record in an [`HOUR`]: for each account, and for all unknown addresses together. Anybody can fail to
/// sign in, and the throttle only slows that down; this bounds what a stranger can add to the table. What is beyond it is still counted
/// by the metrics.
const FAILURES_AN_HOUR: i64 = 20;
const HOUR: Millis = 3_600_000;

impl Domain {
    /// Something happened to a session.
    pub(super) async fn record(
        &self,
        kind: EventKind,
        user_id: &str,
        session_id: &str,
        device: &Device,
    ) {
        let event = Event {
            session_id: Some(session_id.to_owned()),
            ..self.event(kind, Some(user_id), device)
        };
        self.write_down(event).await;
    }

    /// A session was ended from elsewhere, by somebody at `device`.
    pub(super) async fn record_revocation(
        &self,
        user_id: &str,
        session_id: &str,
        reason: RevocationReason,
        device: &Device,
    ) {
        let event = Event {
            session_id: Some(session_id.to_owned()),
            detail: Some(reason.as_str().to_owned()),
            ..self.event(EventKind::SessionRevoked, Some(user_id), device)
        };
        self.write_down(event).await;
    }

    /// A sign-in failed, for an account or for an address that has none: either is counted and recorded by the same statements.
    pub(super) async fn record_failed_sign_in(
        &self,
        user_id: Option<&str>,
        attempt: &Attempt,
        device: &Device,
    ) {
        let event = self.event(EventKind::SignInFailed, user_id, device);
        let fill = |bucket: &Bucket| Fill {
            key: bucket.key.clone(),
            interval: bucket.interval(),
        };
        let fills: Vec<Fill> = attempt
            .buckets()
            .iter()
            .filter(|_| self.throttle.is_enabled())
            .map(fill)
            .collect();
        if let Err(error) = self
            .store
            .record_failed_sign_in(&fills, &event, FAILURES_AN_HOUR, event.at - HOUR)
            .await
        {
            tracing::error!(%error, "a failed sign-in was not recorded");
        }
    }

    /// An event of this moment, caused from `device`.
    pub(super) fn event(&self, kind: EventKind, user_id: Option<&str>, device: &Device) -> Event {
        Event {
            ip: device.ip.to_string(),
            user_agent: device.user_agent.clone(),
            ..Event::new(kind, user_id, self.clock.now())
        }
    }

    async fn write_down(&self, event: Event) {
        if let Err(error) = self.store.record_events(&[event]).await {
            tracing::error!(%error, "an event was not recorded");
        }
    }
}
