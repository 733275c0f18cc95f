//! How sessions advance: the one statement that decides a rotation, and the mark of a generation's first use.

use super::{
    Store, StoreError,
    dialect::{Db, bounded},
};
use crate::auth::clock::Millis;

impl Store {
    /// Moves the session from one generation to another, unused yet, if it still stands at the first and is not revoked: of any
    /// number of callers, on any number of instances, exactly one is told true.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], after which the change may or may not have happened.
    pub async fn advance_generation(&self, id: &str, from: u64, to: u64, now: Millis) -> Result<bool, StoreError> {
        let sql = "UPDATE sessions SET generation = $3, used_at = NULL, refreshed_at = $4 \
            WHERE id = $1 AND generation = $2 AND revoked_at IS NULL";
        let (from, to) = (signed(from)?, signed(to)?);
        let mut db = self.write().await?;
        Ok(execute!(db, sql, id, from, to, now)? == 1)
    }

    /// Notes for each (session, generation, time) that the generation was first used then; how many were news. What is not the
    /// current generation of its session, or is marked already, changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], after which all of them or none are noted.
    pub async fn mark_used(&self, uses: &[(String, u64, Millis)]) -> Result<u64, StoreError> {
        let plain = |(id, generation, at): &'_ (String, u64, Millis)| Ok((id.clone(), signed(*generation)?, *at));
        let mut uses: Vec<_> = uses.iter().map(plain).collect::<Result<_, StoreError>>()?;
        uses.sort_unstable();
        uses.dedup_by(|later, first| (&later.0, later.1) == (&first.0, first.1));
        if uses.is_empty() {
            return Ok(0);
        }

        match &self.pools {
            Db::Sqlite(_) => {
                let mut transaction = self.begin().await?;
                let mut marked = 0;
                for (id, generation, at) in uses {
                    let sql = "UPDATE sessions SET used_at = $3 WHERE id = $1 AND generation = $2 AND used_at IS NULL";
                    marked += execute!(transaction, sql, id, generation, at)?;
                }
                transaction.commit().await?;
                Ok(marked)
            }
            // One round trip; and rows are locked in the order of their ids, lest two instances wait for each other.
            Db::Postgres(pool) => {
                let sql = "WITH first_use AS (
                        SELECT s.id, u.at FROM sessions s
                        JOIN UNNEST($1::text[], $2::bigint[], $3::bigint[]) AS u (id, generation, at)
                            ON s.id = u.id AND s.generation = u.generation
                        WHERE s.used_at IS NULL ORDER BY s.id FOR UPDATE OF s
                    )
                    UPDATE sessions SET used_at = first_use.at FROM first_use WHERE sessions.id = first_use.id";
                let (ids, generations, times): (Vec<_>, Vec<_>, Vec<_>) = uses.into_iter().collect();
                let update = sqlx::query(sql).bind(ids).bind(generations).bind(times);
                bounded(async { Ok(update.execute(pool).await?.rows_affected()) }).await
            }
        }
    }
}

/// A generation as a column holds it.
pub(super) fn signed(generation: u64) -> Result<i64, StoreError> {
    i64::try_from(generation).map_err(|_| StoreError::Refused("a generation beyond any that a session can reach"))
}
