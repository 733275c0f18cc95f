//! Tells the progress of a change of the server's secret (`docs/SECRETS.md`) from the configuration and from the registrations in
//! the database. Changes nothing.

use std::time::Duration;

use crate::{
    rules::{
        clock::{Millis, Timestamp, millis},
        key_schedule::KeyStatus,
    },
    store::{ServerSecret, StoreError},
};

use super::Keys;

/// The time after its last registration for which a secret is in use.
const IN_USE: Duration = Duration::from_secs(600);

/// The progress of a change of the secret, and its obstacles.
#[derive(Debug)]
pub struct SecretChange {
    /// The step.
    pub step: SecretStep,
    /// Secrets that servers issue under and that are not known here.
    pub unknown: Vec<String>,
    /// Signing keys that cannot be read under the secrets that are known here.
    pub unreadable_keys: Vec<String>,
}

/// A step of changing the secret. Secrets stand as their ids.
#[derive(Debug, PartialEq, Eq)]
pub enum SecretStep {
    /// No server has issued under the configured secret yet.
    Unused,
    /// No change is under way.
    Settled {
        /// The time since which the secret is in use.
        since: Timestamp,
    },
    /// The next secret is accepted here, and nothing is issued under it yet.
    Accepted {
        /// The next secret.
        next: String,
    },
    /// Servers still issue under earlier secrets.
    Mixed {
        /// The earlier secrets that are in use.
        in_use: Vec<String>,
    },
    /// Every server issues under the secret; sessions may still hold tokens of an earlier one.
    Issued {
        /// The earlier secret.
        previous: String,
        /// The number of sessions that hold a token of an earlier secret.
        sessions: i64,
        /// The time at which the last of those tokens expires.
        until: Timestamp,
    },
}

impl SecretChange {
    /// Reads the progress from the database. `idle_ttl` is the idle timeout of sessions.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn read(
        keys: &Keys<'_>,
        idle_ttl: Duration,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let idle_ttl = millis(idle_ttl);
        let registered = keys.store.server_secrets().await?;
        let ids: Vec<String> = keys.secrets.ids().iter().map(ToString::to_string).collect();
        let sessions = match registered.iter().find(|secret| secret.id == ids[0]) {
            Some(ours) => {
                keys.store
                    .sessions_refreshed_before(ours.registered_at, now - idle_ttl, now)
                    .await?
            }
            None => 0,
        };
        let step = SecretStep::of(&ids, &registered, sessions, idle_ttl, now);
        let unknown = registered
            .into_iter()
            .filter(|secret| !ids.contains(&secret.id) && is_in_use(secret, now))
            .map(|secret| secret.id)
            .collect();
        let unreadable_keys = keys
            .list(now)
            .await?
            .into_iter()
            .filter(|key| key.duty == KeyStatus::Unreadable)
            .map(|key| key.row.kid.into())
            .collect();
        Ok(Self {
            step,
            unknown,
            unreadable_keys,
        })
    }
}

impl SecretStep {
    /// Decides the step. `ids` are the configured secrets, the one that is issued under first; `sessions` hold a token of an earlier one.
    fn of(
        ids: &[String],
        registered: &[ServerSecret],
        sessions: i64,
        idle_ttl: Millis,
        now: Timestamp,
    ) -> Self {
        let find = |id: &String| registered.iter().find(|secret| secret.id == *id);
        let (current, previous) = (&ids[0], &ids[1..]);
        let Some(ours) = find(current) else {
            return Self::Unused;
        };
        let Some(other) = previous.first() else {
            return Self::Settled {
                since: ours.registered_at,
            };
        };
        if let Some(next) = previous
            .iter()
            .find(|id| find(id).is_none_or(|found| found.registered_at > ours.registered_at))
        {
            return Self::Accepted { next: next.clone() };
        }
        let in_use: Vec<String> = previous
            .iter()
            .filter(|id| find(id).is_some_and(|found| is_in_use(found, now)))
            .cloned()
            .collect();
        if !in_use.is_empty() {
            return Self::Mixed { in_use };
        }
        Self::Issued {
            previous: other.clone(),
            sessions,
            until: ours.registered_at.saturating_add(idle_ttl),
        }
    }
}

fn is_in_use(secret: &ServerSecret, now: Timestamp) -> bool {
    now - secret.seen_at <= millis(IN_USE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
    const IDLE: Millis = 86_400_000;

    #[test]
    fn each_step_of_changing_the_secret_is_known() {
        let accepted = || SecretStep::Accepted {
            next: "new".to_owned(),
        };
        for (ids, registered, expected) in [
            (&["new"][..], &[][..], SecretStep::Unused),
            (
                &["old"],
                &[("old", -9, 0)],
                SecretStep::Settled { since: NOW - 9 },
            ),
            (&["old", "new"], &[("old", -9, 0)], accepted()),
            (
                &["old", "new"],
                &[("new", -3, 0), ("old", -9, 0)],
                accepted(),
            ),
            (
                &["new", "old"],
                &[("new", -3, 0), ("old", -9, -60_000)],
                SecretStep::Mixed {
                    in_use: vec!["old".to_owned()],
                },
            ),
            (
                &["new", "old"],
                &[("new", -3, 0), ("old", -9_000_000, -8_000_000)],
                SecretStep::Issued {
                    previous: "old".to_owned(),
                    sessions: 5,
                    until: NOW - 3 + IDLE,
                },
            ),
        ] {
            let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
            let registered: Vec<ServerSecret> = registered
                .iter()
                .map(|(id, since, seen)| ServerSecret {
                    id: (*id).to_owned(),
                    registered_at: NOW + *since,
                    seen_at: NOW + *seen,
                })
                .collect();
            assert_eq!(SecretStep::of(&ids, &registered, 5, IDLE, NOW), expected);
        }
    }
}
