//! What happened to an account, as its owner reads it: in pages, the newest first.

use crate::{
    auth::clock::Millis,
    device::{AccountSheet, Ending, PastEvent},
    error::AppError,
    event::EventKind,
    session::Claims,
    store::{Event, RevocationReason, rfc3339},
};

use super::{
    Domain,
    user_agent::{DeviceName, device_name},
};

/// How many events are on a page.
const PAGE: usize = 25;
/// The longest id, in characters: a UUID's.
const ID_MAX: usize = 36;

impl Domain {
    /// A page of the person's events: those before the place that another page named, or the newest. What names no place is the same
    /// as nothing.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn activity(&self, claims: &Claims, before: Option<&str>) -> Result<AccountSheet, AppError> {
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let mut events = self.store.events_of(&claims.sub, limit, before.and_then(place)).await?;
        let more = events.len() > PAGE;
        events.truncate(PAGE);
        let more = events.last().filter(|_| more).map(|event| format!("{}_{}", event.at, event.id));
        Ok(AccountSheet { open: Vec::new(), past: events.into_iter().map(seen).collect(), more })
    }
}

/// The time and id that a page's end is named by.
fn place(cursor: &str) -> Option<(Millis, &str)> {
    let (at, id) = cursor.split_once('_')?;
    let is_id = !id.is_empty() && id.len() <= ID_MAX && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    Some((at.parse().ok()?, id)).filter(|_| is_id)
}

fn seen(event: Event) -> PastEvent {
    let reason = event.detail.filter(|_| event.kind == EventKind::SessionRevoked);
    let DeviceName { software, system } = device_name(&event.user_agent);
    PastEvent {
        id: event.id,
        kind: Some(event.kind),
        ending: reason.as_deref().and_then(RevocationReason::parse).map(Ending::Revoked),
        at: rfc3339(event.at),
        ip: event.ip,
        software,
        system,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_a_time_and_an_id() {
        assert_eq!(place("1800000000000_0199-ab"), Some((1_800_000_000_000, "0199-ab")));
        for junk in ["", "_", "1", "1_", "_a", "x_a", "1_a\0", "1_a b", "99999999999999999999_a", "1_가", &format!("1_{}", "a".repeat(37))]
        {
            assert_eq!(place(junk), None, "{junk}");
        }
    }
}
