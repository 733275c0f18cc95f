//! The denylist: ended sessions whose access tokens may not have expired. Held in memory, so that a lookup costs nothing and works
//! without the database.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use super::clock::Timestamp;
use crate::ids::SessionId;

/// Ended sessions by id, each until its last access token has run out.
#[derive(Debug, Default)]
pub struct RevokedSessions {
    until: RwLock<HashMap<SessionId, Timestamp>>,
}

impl RevokedSessions {
    /// Returns whether `session_id` was ended.
    pub fn contains(&self, session_id: &SessionId) -> bool {
        self.until
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .contains_key(session_id)
    }

    /// Adds ended sessions. Each is removed at its given time.
    pub fn add(&self, sessions: impl IntoIterator<Item = (SessionId, Timestamp)>) {
        self.until
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(sessions);
    }

    /// Removes the sessions whose last access token has expired by `now`.
    pub fn forget_old(&self, now: Timestamp) {
        self.until
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|_, until| *until > now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ended_session_is_known_until_its_last_token_has_run_out() {
        let revocations = RevokedSessions::default();
        revocations.add([("a".into(), Timestamp::from_millis(10))]);
        assert!(revocations.contains(&"a".into()) && !revocations.contains(&"b".into()));
        revocations.forget_old(Timestamp::from_millis(9));
        assert!(revocations.contains(&"a".into()));
        revocations.forget_old(Timestamp::from_millis(10));
        assert!(!revocations.contains(&"a".into()));
    }
}
