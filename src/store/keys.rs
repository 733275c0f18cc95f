//! The keys that sign access tokens, sealed by the caller. The schema allows one active key for each algorithm.

use super::{
    Store, StoreError,
    dialect::{Columns, Link},
    notifications,
};
use crate::{ids::KeyId, rules::clock::Timestamp, sensitive::Sensitive};

/// A signing key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKeyRow {
    /// The key id in a token's header.
    pub kid: KeyId,
    /// The JWS algorithm of the key.
    pub alg: String,
    /// The private key, encrypted by the caller.
    pub sealed_private: Sensitive<Vec<u8>>,
    /// When the key was made.
    pub created_at: Timestamp,
    /// The time at which it stopped signing; it may still verify.
    pub retired_at: Option<Timestamp>,
    /// The private key as it was sealed under the previous secret, kept for a while.
    pub sealed_previous: Option<Sensitive<Vec<u8>>>,
}

impl Store {
    /// Returns every key, including retired ones, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn signing_keys(&self) -> Result<Vec<SigningKeyRow>, StoreError> {
        let sql = "SELECT kid, alg, sealed_private, created_at, retired_at, sealed_previous FROM signing_keys ORDER BY created_at DESC, kid DESC";
        let mut db = self.read().await?;
        fetch_all!(db, signing_key, sql)
    }

    /// Adds a key. Returns `false` if its algorithm has an active one already: another instance was first, and its key is to be
    /// used.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn insert_signing_key(&self, key: &SigningKeyRow) -> Result<bool, StoreError> {
        insert(&mut self.write().await?, key).await
    }

    /// Replaces the sealed form of a key after the secret has changed, and keeps the previous form. A no-op if another instance has
    /// done the same.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn reseal_signing_key(
        &self,
        key: &SigningKeyRow,
        resealed: &Sensitive<Vec<u8>>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE signing_keys SET sealed_private = $3, sealed_previous = $2, resealed_at = $4 \
            WHERE kid = $1 AND sealed_private = $2";
        let mut db = self.write().await?;
        execute!(
            db,
            sql,
            &key.kid,
            key.sealed_private.expose(),
            resealed.expose(),
            now
        )?;
        Ok(())
    }

    /// Deletes the forms that [`Self::reseal_signing_key`] kept before `until`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn forget_previous_seals(&self, until: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE signing_keys SET sealed_previous = NULL WHERE sealed_previous IS NOT NULL AND resealed_at < $1";
        let mut db = self.write().await?;
        execute!(db, sql, until)?;
        Ok(())
    }

    /// Retires every active key and adds `key` in their place. Returns `false` and changes nothing if `replaced` is no longer
    /// active, because another instance has done the same.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn rotate_signing_key(
        &self,
        key: &SigningKeyRow,
        replaced: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE signing_keys SET retired_at = $2 WHERE retired_at IS NULL \
            AND EXISTS (SELECT 1 FROM signing_keys AS replaced WHERE replaced.kid = $1 AND replaced.retired_at IS NULL)";
        let mut transaction = self.begin().await?;
        let rotated =
            execute!(transaction, sql, replaced, now)? > 0 && insert(&mut transaction, key).await?;
        if rotated {
            notifications::tell(&mut transaction, notifications::KEYS).await?;
            transaction.commit().await?;
        }
        Ok(rotated)
    }

    /// Deletes a key and adds `replacement` in the same transaction. Returns `false` if there is no such key.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn delete_signing_key(
        &self,
        kid: &KeyId,
        replacement: Option<&SigningKeyRow>,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let deleted = execute!(transaction, "DELETE FROM signing_keys WHERE kid = $1", kid)? > 0;
        if deleted {
            if let Some(replacement) = replacement {
                insert(&mut transaction, replacement).await?;
            }
            notifications::tell(&mut transaction, notifications::KEYS).await?;
            transaction.commit().await?;
        }
        Ok(deleted)
    }
}

async fn insert(db: &mut impl Link, key: &SigningKeyRow) -> Result<bool, StoreError> {
    let sql = "INSERT INTO signing_keys (kid, alg, sealed_private, created_at, retired_at) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT DO NOTHING";
    let SigningKeyRow {
        kid,
        alg,
        sealed_private,
        created_at,
        retired_at,
        ..
    } = key;
    Ok(execute!(
        *db,
        sql,
        kid,
        alg,
        sealed_private.expose(),
        created_at,
        retired_at
    )? == 1)
}

fn signing_key(row: &dyn Columns) -> Result<SigningKeyRow, StoreError> {
    Ok(SigningKeyRow {
        kid: row.text("kid")?.into(),
        alg: row.text("alg")?,
        sealed_private: row.bytes("sealed_private")?.into(),
        created_at: row.time("created_at")?,
        retired_at: row.optional_time("retired_at")?,
        sealed_previous: row.optional_bytes("sealed_previous")?.map(Sensitive::new),
    })
}
