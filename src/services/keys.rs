//! Manages the signing keys: creates the first one, seals them for the database, rotates them on schedule or on command, and loads
//! them while the server runs. [`crate::rules::key_schedule`] decides the state of each key.
//!
//! Only an instance that can read one of the existing keys, or that finds none, adds a key. A server with a wrong secret would
//! otherwise leave keys that no other can read.

use std::{sync::Arc, time::Duration};

use crate::{
    ids::KeyId,
    rules::{
        alg::SigningAlg,
        clock::{Timestamp, millis},
        key_ring::KeyRing,
        key_schedule::{KeyDates, KeyStatus, ROTATION_AGE, duties},
        sealing::Opened,
        secrets::Secrets,
        signing_key::{KeyError, SigningKey, open, seal},
    },
    sensitive::Sensitive,
    store::{SigningKeyRow, Store, StoreError},
};

use super::{BuildError, Domain};

/// The time for which an instance that does not know a new secret can still read keys that were sealed again under it.
pub(super) const KEEP_PREVIOUS_SEAL: Duration = Duration::from_secs(86_400);

/// Access to the keys in the database.
pub struct Keys<'a> {
    /// The algorithm of new tokens.
    pub alg: SigningAlg,
    /// The maximum time after its issue at which a token may be accepted.
    pub longest_life: Duration,
    /// The database.
    pub store: &'a Store,
    /// The secrets that seal them.
    pub secrets: &'a Secrets,
}

/// A key of the database and its state.
pub struct ListedKey {
    /// The key as it is stored.
    pub row: SigningKeyRow,
    /// Its state.
    pub duty: KeyStatus,
    key: Option<ReadKey>,
}

/// A key that this instance can read.
struct ReadKey {
    key: Arc<SigningKey>,
    /// The form sealed under the current secret, if the stored one is sealed under a previous secret.
    resealed: Option<Sensitive<Vec<u8>>>,
}

/// The last seen state of each key. While it stays the same there is nothing to do.
pub(super) type Plan = Vec<(KeyId, KeyStatus)>;

impl Keys<'_> {
    /// Returns every key in the database and its state at `now`, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list(&self, now: Timestamp) -> Result<Vec<ListedKey>, StoreError> {
        self.list_beside(now, None).await
    }

    /// Like [`Self::list`], but does not open the keys of `known` again, which may no longer be readable.
    async fn list_beside(
        &self,
        now: Timestamp,
        known: Option<&KeyRing>,
    ) -> Result<Vec<ListedKey>, StoreError> {
        let rows = self.store.signing_keys().await?;
        let keys: Vec<Option<ReadKey>> = rows.iter().map(|row| self.read(row, known)).collect();
        let dates: Vec<KeyDates> = rows
            .iter()
            .zip(&keys)
            .map(|(row, key)| dates(row, key.is_some()))
            .collect();
        let duties = duties(&dates, self.alg, self.longest_life, now);
        Ok(rows
            .into_iter()
            .zip(duties)
            .zip(keys)
            .map(|((row, duty), key)| ListedKey { row, duty, key })
            .collect())
    }

    /// Creates a key that replaces the signing key and returns its id. Returns `None` if another instance has just done the same.
    ///
    /// # Errors
    /// [`BuildError::Key`], also if there are keys and none can be read; [`BuildError::Store`].
    pub async fn rotate(&self, now: Timestamp) -> Result<Option<KeyId>, BuildError> {
        self.replace(&self.list(now).await?, now).await
    }

    /// Loads the keys in force at `now`. Creates a key if none can sign, rotates one that has reached its age, and deletes expired
    /// ones. Skips unreadable keys with an error in the log.
    pub(super) async fn load(
        &self,
        now: Timestamp,
        known: Option<&KeyRing>,
    ) -> Result<(KeyRing, Plan), BuildError> {
        let mut listed = self.list_beside(now, known).await?;
        if self.is_due(&listed, now) {
            self.replace(&listed, now).await?;
            // Another instance may have been first: what the database holds now is what all of them use.
            listed = self.list_beside(now, known).await?;
        }
        count_unreadable(&listed);
        let plan = plan(&listed);
        let (mut signing, mut others) = (None, Vec::new());
        for ListedKey { row, duty, key } in listed {
            match key {
                _ if duty == KeyStatus::Expired => {
                    self.store.delete_signing_key(&row.kid, None).await?;
                }
                None => {
                    tracing::error!(
                        kid = &*row.kid,
                        "a signing key does not open under LATCHKEY_SECRET or LATCHKEY_SECRET_PREVIOUS: skipped"
                    )
                }
                Some(read) => {
                    if let Some(resealed) = read.resealed {
                        // So that the previous secret can be dropped one day.
                        self.store.reseal_signing_key(&row, &resealed, now).await?;
                    }
                    if duty == KeyStatus::Active {
                        signing = Some(read.key)
                    } else {
                        others.push(read.key)
                    }
                }
            }
        }
        Ok((
            KeyRing::new(signing.ok_or(KeyError::NONE_OPENS)?, others),
            plan,
        ))
    }

    async fn replace(
        &self,
        listed: &[ListedKey],
        now: Timestamp,
    ) -> Result<Option<KeyId>, BuildError> {
        self.prove(listed)?;
        let row = self.make(now)?;
        let made = match listed.iter().find(|found| self.is_active(&found.row)) {
            Some(replaced) => {
                self.store
                    .rotate_signing_key(&row, &replaced.row.kid, now)
                    .await?
            }
            None => self.store.insert_signing_key(&row).await?,
        };
        Ok(made.then_some(row.kid))
    }

    /// Returns whether a new signing key is needed: there is none, or it has reached its age. An unreadable key is replaced only if
    /// there is no other, because instances with two secrets would go on replacing each other's.
    fn is_due(&self, listed: &[ListedKey], now: Timestamp) -> bool {
        let due = match listed.iter().find(|found| self.is_active(&found.row)) {
            None => true,
            Some(active) if active.key.is_some() => {
                now - active.row.created_at >= millis(ROTATION_AGE)
            }
            Some(_) => !listed.iter().any(|found| found.duty == KeyStatus::Active),
        };
        due && self.prove(listed).is_ok()
    }

    /// Proves that this instance's secret opens the keys. A key that is only in memory proves nothing.
    pub(super) fn prove(&self, listed: &[ListedKey]) -> Result<(), KeyError> {
        let opens = |row: &SigningKeyRow| {
            SigningAlg::parse(&row.alg).is_some_and(|alg| self.open(row, alg).is_some())
        };
        if listed.is_empty() || listed.iter().any(|found| opens(&found.row)) {
            Ok(())
        } else {
            Err(KeyError::NONE_OPENS)
        }
    }

    pub(super) fn is_active(&self, row: &SigningKeyRow) -> bool {
        row.retired_at.is_none() && row.alg == self.alg.as_str()
    }

    fn read(&self, row: &SigningKeyRow, known: Option<&KeyRing>) -> Option<ReadKey> {
        if let Some(key) = known.and_then(|ring| ring.by_kid(&row.kid)) {
            return Some(ReadKey {
                key: Arc::clone(key),
                resealed: None,
            });
        }
        let alg = SigningAlg::parse(&row.alg)?;
        let opened = self.open(row, alg)?;
        let key = SigningKey::read(alg, &opened.content).ok()?;
        let resealed = if opened.under_previous {
            Some(seal(&row.kid, alg, &opened.content, self.secrets).ok()?)
        } else {
            None
        };
        Some(ReadKey {
            key: Arc::new(key),
            resealed,
        })
    }

    /// Opens a key. Falls back to the form sealed under the previous secret.
    fn open(&self, row: &SigningKeyRow, alg: SigningAlg) -> Option<Opened> {
        let opened = open(&row.kid, alg, &row.sealed_private, self.secrets).ok();
        opened.or_else(|| {
            let opened = open(&row.kid, alg, row.sealed_previous.as_ref()?, self.secrets).ok()?;
            Some(Opened {
                under_previous: false,
                ..opened
            })
        })
    }

    pub(super) fn make(&self, now: Timestamp) -> Result<SigningKeyRow, BuildError> {
        let private = SigningKey::generate(self.alg)?;
        let kid = SigningKey::read(self.alg, &private)?.kid().to_owned();
        let sealed_private = seal(&kid, self.alg, &private, self.secrets)?;
        Ok(SigningKeyRow {
            kid,
            alg: self.alg.as_str().to_owned(),
            sealed_private,
            created_at: now,
            retired_at: None,
            sealed_previous: None,
        })
    }
}

fn dates(row: &SigningKeyRow, readable: bool) -> KeyDates {
    KeyDates {
        kid: row.kid.clone(),
        alg: SigningAlg::parse(&row.alg),
        created_at: row.created_at,
        retired_at: row.retired_at,
        readable,
    }
}

fn plan(listed: &[ListedKey]) -> Plan {
    listed
        .iter()
        .map(|found| (found.row.kid.clone(), found.duty))
        .collect()
}

fn count_unreadable(listed: &[ListedKey]) {
    let unreadable = listed
        .iter()
        .filter(|found| found.duty == KeyStatus::Unreadable)
        .count();
    metrics::gauge!("latchkey_signing_keys_unreadable")
        .set(u32::try_from(unreadable).unwrap_or(u32::MAX));
}

impl Domain {
    /// Puts the keys of the database in force, if they or their states differ from `before`.
    pub(super) async fn follow_keys(&self, before: &mut Plan) -> Result<(), BuildError> {
        let now = self.clock.now();
        let (alg, longest_life) = (self.signing_alg, self.access_tokens.longest_life());
        let keys = Keys {
            alg,
            longest_life,
            store: &self.store,
            secrets: &self.secrets,
        };
        let known = self.access_tokens.keys();
        let listed = keys.list_beside(now, Some(&known)).await?;
        if keys.is_due(&listed, now) || plan(&listed) != *before {
            let (ring, plan) = keys.load(now, Some(&known)).await?;
            tracing::info!(
                signing = %ring.issuing().kid(),
                "the signing keys have changed"
            );
            self.access_tokens.replace_keys(ring);
            *before = plan;
        }
        Ok(())
    }
}
