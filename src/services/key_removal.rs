//! Removes signing keys: one that has leaked, at once and on every instance, and one that is of no use.

use super::{BuildError, keys::Keys};
use crate::{
    ids::KeyId,
    rules::{clock::Timestamp, key_schedule::KeyStatus},
};

/// The outcome of removing a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Removal {
    /// Removed. If it needed a successor, this key signs in its place.
    Removed(Option<KeyId>),
    /// There is no such key.
    NotFound,
    /// Readable and in use: only `revoke` removes it.
    InUse,
}

impl Keys<'_> {
    /// Removes a key at once on every instance: none accepts, signs with or publishes it any more. Creates a successor if it was
    /// the signing key.
    ///
    /// # Errors
    /// As [`Self::rotate`].
    pub async fn revoke(&self, kid: &KeyId, now: Timestamp) -> Result<Removal, BuildError> {
        let listed = self.list(now).await?;
        let Some(found) = listed.iter().find(|found| found.row.kid == *kid) else {
            return Ok(Removal::NotFound);
        };
        let successor = if self.is_active(&found.row) {
            self.prove(&listed)?;
            Some(self.make(now)?)
        } else {
            None
        };
        let removed = self
            .store
            .delete_signing_key(kid, successor.as_ref())
            .await?;
        Ok(if removed {
            Removal::Removed(successor.map(|row| row.kid))
        } else {
            Removal::NotFound
        })
    }

    /// Deletes a key that cannot be read, or whose tokens have all expired. If no key can be read, the secret may be wrong; only
    /// `force` deletes then.
    ///
    /// # Errors
    /// [`BuildError::Key`] if no key can be read and `force` is false; [`BuildError::Store`].
    pub async fn delete(
        &self,
        kid: &KeyId,
        force: bool,
        now: Timestamp,
    ) -> Result<Removal, BuildError> {
        let listed = self.list(now).await?;
        let Some(found) = listed.iter().find(|found| found.row.kid == *kid) else {
            return Ok(Removal::NotFound);
        };
        if !force {
            self.prove(&listed)?;
        }
        if !matches!(found.duty, KeyStatus::Unreadable | KeyStatus::Expired) {
            return Ok(Removal::InUse);
        }
        Ok(if self.store.delete_signing_key(kid, None).await? {
            Removal::Removed(None)
        } else {
            Removal::NotFound
        })
    }
}
