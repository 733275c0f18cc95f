//! The signing keys: made where there is none, sealed for the database, rotated on a schedule or when told, and picked up by every
//! instance while it runs. Which key does what is decided in [`crate::auth::key_plan`].

use std::time::Duration;

use crate::{
    auth::{
        alg::SigningAlg,
        clock::{Millis, millis},
        key_plan::{Duty, KeyDates, ROTATION_AGE, duties},
        key_ring::KeyRing,
        secrets::Secrets,
        signing_key::{SigningKey, open, seal},
    },
    store::{SigningKeyRow, Store, StoreError},
};

use super::{BuildError, Domain};

/// What is needed to use the keys in the database.
pub struct Keys<'a> {
    /// How new tokens are signed.
    pub alg: SigningAlg,
    /// How long after its issue a token may still be accepted.
    pub longest_life: Duration,
    /// Where the keys are.
    pub store: &'a Store,
    /// What they are sealed under.
    pub secrets: &'a Secrets,
}

/// What each key is for, as last seen; while it stays the same there is nothing to do.
pub(super) type Plan = Vec<(String, Duty)>;

impl Keys<'_> {
    /// Every key in the database and what it is for at `now`, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list(&self, now: Millis) -> Result<Vec<(SigningKeyRow, Duty)>, StoreError> {
        let rows = self.store.signing_keys().await?;
        let dates: Vec<KeyDates> = rows.iter().map(dates).collect();
        let duties = duties(&dates, self.alg, self.longest_life, now);
        Ok(rows.into_iter().zip(duties).collect())
    }

    /// Makes a key that will sign in the place of the others; its id. Where another instance does the same at this moment, its key is
    /// as good, and `None`.
    ///
    /// # Errors
    /// [`BuildError::Key`], [`BuildError::Store`].
    pub async fn rotate(&self, now: Millis) -> Result<Option<String>, BuildError> {
        let replaced = self.store.signing_keys().await?.into_iter().find(|row| self.is_active(row)).map(|row| row.kid);
        let row = self.make(now)?;
        let made = match replaced {
            Some(replaced) => self.store.rotate_signing_key(&row, &replaced, now).await?,
            None => self.store.insert_signing_key(&row).await?,
        };
        Ok(made.then_some(row.kid))
    }

    /// The keys in force at `now`, after making one where there is none to sign with, replacing one that has reached its age, and
    /// deleting those that are over.
    pub(super) async fn load(&self, now: Millis) -> Result<(KeyRing, Plan), BuildError> {
        let mut listed = self.list(now).await?;
        if self.is_due(&listed, now) {
            self.rotate(now).await?;
            // Another instance may have been first: what the database holds now is what all of them use.
            listed = self.list(now).await?;
        }
        let (mut signing, mut others) = (None, Vec::new());
        for (row, duty) in &listed {
            if *duty == Duty::Over {
                self.store.delete_signing_key(&row.kid).await?;
                continue;
            }
            let Some(alg) = SigningAlg::parse(&row.alg) else { continue };
            let opened = open(&row.kid, alg, &row.sealed_private, self.secrets)?;
            if opened.under_previous {
                // So that the previous secret can be dropped one day.
                self.store.reseal_signing_key(&row.kid, &seal(&row.kid, alg, &opened.private, self.secrets)?).await?;
            }
            let key = SigningKey::read(alg, &opened.private)?;
            if *duty == Duty::Signing {
                signing = Some(key);
            } else {
                others.push(key);
            }
        }
        let signing = signing.ok_or(StoreError::Corrupt("the signing key that was just written is gone"))?;
        Ok((KeyRing::new(signing, others), plan(&listed)))
    }

    /// Whether there is no key to sign with in the long run, or it has reached its age.
    fn is_due(&self, listed: &[(SigningKeyRow, Duty)], now: Millis) -> bool {
        let active = listed.iter().find(|(row, _)| self.is_active(row));
        active.is_none_or(|(row, _)| now - row.created_at >= millis(ROTATION_AGE))
    }

    fn is_active(&self, row: &SigningKeyRow) -> bool {
        row.retired_at.is_none() && row.alg == self.alg.as_str()
    }

    fn make(&self, now: Millis) -> Result<SigningKeyRow, BuildError> {
        let private = SigningKey::generate(self.alg)?;
        let kid = SigningKey::read(self.alg, &private)?.kid().to_owned();
        let sealed_private = seal(&kid, self.alg, &private, self.secrets)?;
        Ok(SigningKeyRow { kid, alg: self.alg.as_str().to_owned(), sealed_private, created_at: now, retired_at: None })
    }
}

fn dates(row: &SigningKeyRow) -> KeyDates {
    KeyDates { kid: row.kid.clone(), alg: SigningAlg::parse(&row.alg), created_at: row.created_at, retired_at: row.retired_at }
}

fn plan(listed: &[(SigningKeyRow, Duty)]) -> Plan {
    listed.iter().map(|(row, duty)| (row.kid.clone(), *duty)).collect()
}

impl Domain {
    /// Puts the keys of the database in force, if they are others than those of `before` or do other things.
    pub(super) async fn follow_keys(&self, before: &mut Plan) -> Result<(), BuildError> {
        let now = self.clock.now();
        let (alg, longest_life) = (self.signing_alg, self.access_tokens.longest_life());
        let keys = Keys { alg, longest_life, store: &self.store, secrets: &self.secrets };
        let listed = keys.list(now).await?;
        if keys.is_due(&listed, now) || plan(&listed) != *before {
            let (ring, plan) = keys.load(now).await?;
            tracing::info!(signing = ring.issuing().kid(), "the signing keys have changed");
            self.access_tokens.replace_keys(ring);
            *before = plan;
        }
        Ok(())
    }
}
