//! Supports changing the server's secret while several instances run: tracks the secrets that the others issue under, and decides
//! about tokens of unknown secrets.

use std::{
    sync::{PoisonError, RwLock},
    time::Duration,
};

use crate::{
    error::{AppError, Code},
    rules::{
        clock::{Timestamp, millis},
        refresh_token::{UnverifiedToken, foreign_secret},
    },
    store::{ServerSecret, StoreError},
};

use super::{Domain, keys::KEEP_PREVIOUS_SEAL};

/// The interval in which an instance registers its secret.
const SAY_AGAIN: Duration = Duration::from_secs(60);
/// The time after its last registration at which a secret is no longer in use.
const IN_USE: Duration = Duration::from_secs(86_400);
/// The time after which a registration is deleted.
const FORGET: Duration = Duration::from_secs(400 * 86_400);
/// The time between registering a new secret and issuing under it: longer than an instance counts as up to date.
const ANNOUNCE: Duration = Duration::from_millis(1_500);

/// The registered secrets.
#[derive(Default)]
pub(super) struct SecretsInUse {
    all: RwLock<Vec<ServerSecret>>,
}

impl SecretsInUse {
    /// Returns whether `theirs` is in use and was registered after `ours`, so that this instance will know it too. An older one was
    /// dropped.
    fn is_newer(&self, theirs: &str, ours: &str, now: Timestamp) -> bool {
        let all = self.all.read().unwrap_or_else(PoisonError::into_inner);
        let find = |id| all.iter().find(|secret| secret.id == id);
        find(theirs).is_some_and(|theirs| {
            now - theirs.seen_at <= millis(IN_USE)
                && find(ours).is_none_or(|ours| theirs.registered_at >= ours.registered_at)
        })
    }

    /// Returns whether the registration of `ours` is due.
    fn is_due(&self, ours: &str, now: Timestamp) -> bool {
        let all = self.all.read().unwrap_or_else(PoisonError::into_inner);
        all.iter()
            .find(|secret| secret.id == ours)
            .is_none_or(|ours| now - ours.seen_at >= millis(SAY_AGAIN))
    }
}

impl Domain {
    /// Parses a refresh token without a query.
    ///
    /// # Errors
    /// `refresh_invalid`; `unavailable` for one that was issued under a secret that other instances have and this one does not have yet,
    /// or that may be such a one.
    pub(super) fn presented(&self, token: &str) -> Result<UnverifiedToken, AppError> {
        if let Some(presented) = UnverifiedToken::parse(token, &self.secrets) {
            return Ok(presented);
        }
        let Some(theirs) = foreign_secret(token, &self.secrets) else {
            return Err(Code::RefreshInvalid.into());
        };
        let ours = self.secrets.current_id().to_string();
        if !self.is_fresh()
            || self
                .secrets_in_use
                .is_newer(&theirs.to_string(), &ours, self.clock.now())
        {
            tracing::debug!(secret = %theirs, "a refresh token of a secret that is not known here");
            return Err(AppError::retry_after(Code::Unavailable, 1));
        }
        Err(Code::RefreshInvalid.into())
    }

    /// Registers the secret of this instance at the start, before anything is issued. Waits so that the others learn of a new one.
    pub(super) async fn announce_secret(&self) -> Result<(), StoreError> {
        let is_new = self.say_secret().await?;
        self.follow_secrets().await?;
        let has_others = self
            .secrets_in_use
            .all
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
            > 1;
        if is_new && has_others {
            tracing::info!(secret = %self.secrets.current_id(), "the server's secret is new");
            tokio::time::sleep(ANNOUNCE).await;
        }
        Ok(())
    }

    /// Reads the registered secrets, and registers this instance's when due.
    pub(super) async fn follow_secrets(&self) -> Result<(), StoreError> {
        if self
            .secrets_in_use
            .is_due(&self.secrets.current_id().to_string(), self.clock.now())
        {
            self.say_secret().await?;
            self.store
                .forget_previous_seals(self.clock.now() - millis(KEEP_PREVIOUS_SEAL))
                .await?;
        }
        let all = self.store.server_secrets().await?;
        *self
            .secrets_in_use
            .all
            .write()
            .unwrap_or_else(PoisonError::into_inner) = all;
        Ok(())
    }

    async fn say_secret(&self) -> Result<bool, StoreError> {
        let now = self.clock.now();
        self.store
            .register_secret(
                &self.secrets.current_id().to_string(),
                now,
                now - millis(FORGET),
            )
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    #[test]
    fn a_secret_that_came_later_and_is_in_use_will_be_known_here_too() {
        let secret = |id: &str, registered_at, seen_at| ServerSecret {
            id: id.to_owned(),
            registered_at,
            seen_at,
        };
        let day = millis(IN_USE);
        let all = vec![
            secret("newer", NOW - 5, NOW),
            secret("ours", NOW - 9, NOW),
            secret("dropped", NOW - 2 * day, NOW),
        ];
        let in_use = SecretsInUse {
            all: RwLock::new(all),
        };
        assert!(
            in_use.is_newer("newer", "ours", NOW) && in_use.is_newer("newer", "ours", NOW + day)
        );
        assert!(
            !in_use.is_newer("newer", "ours", NOW + day + 1),
            "nobody issues under it any more"
        );
        assert!(!in_use.is_newer("dropped", "ours", NOW) && !in_use.is_newer("junk", "ours", NOW));
        assert!(
            !in_use.is_due("ours", NOW)
                && in_use.is_due("ours", NOW + 60_000)
                && in_use.is_due("unregistered", NOW)
        );
    }
}
