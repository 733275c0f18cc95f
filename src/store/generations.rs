//! How sessions advance: the one statement that decides a rotation, and the mark of a generation's first use. Both do many sessions
//! at once. The rows go in as one JSON text, which either database reads as a table.

use std::collections::HashSet;

use serde::Serialize;

use super::{
    Store, StoreError,
    dialect::{Columns, Pools},
};
use crate::auth::clock::Millis;

/// One session's step from a generation to a later one.
#[derive(Debug, Serialize)]
pub(super) struct Advance {
    id: String,
    from: i64,
    to: i64,
    at: Millis,
}

impl Store {
    /// Moves the session from one generation to another, unused yet, if it still stands at the first and is not revoked: of any
    /// number of callers, on any number of instances, at most one is told true. One who is told false finds the session elsewhere,
    /// or must ask again.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], after which the change may or may not have happened.
    pub async fn advance_generation(&self, id: &str, from: u64, to: u64, now: Millis) -> Result<bool, StoreError> {
        self.advances.ask(Advance { id: id.to_owned(), from: signed(from)?, to: signed(to)?, at: now }).await
    }

    /// Notes for each (session, generation, time) that the generation was first used then; how many were news. What is not the
    /// current generation of its session, or is marked already, changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], after which all of them or none are noted.
    pub async fn mark_used(&self, uses: &[(String, u64, Millis)]) -> Result<u64, StoreError> {
        #[derive(PartialEq, Eq, PartialOrd, Ord, Serialize)]
        struct Use {
            id: String,
            generation: i64,
            at: Millis,
        }
        let plain = |(id, generation, at): &_| Ok(Use { id: String::clone(id), generation: signed(*generation)?, at: *at });
        let mut uses = uses.iter().map(plain).collect::<Result<Vec<_>, StoreError>>()?;
        uses.sort_unstable();
        uses.dedup_by(|later, first| (&later.id, later.generation) == (&first.id, first.generation));
        if uses.is_empty() {
            return Ok(0);
        }
        let sql = self.pools.text(
            "UPDATE sessions SET used_at = u.value ->> 'at' FROM json_each($1) AS u
            WHERE sessions.id = u.value ->> 'id' AND sessions.generation = u.value ->> 'generation' AND sessions.used_at IS NULL",
            // Rows are locked in the order of their ids, lest two instances wait for each other.
            "WITH first_use AS (
                SELECT s.id, u.at FROM sessions s
                JOIN json_to_recordset($1::json) AS u (id text, generation bigint, at bigint) ON s.id = u.id AND s.generation = u.generation
                WHERE s.used_at IS NULL ORDER BY s.id FOR UPDATE OF s
            )
            UPDATE sessions SET used_at = first_use.at FROM first_use WHERE sessions.id = first_use.id",
        );
        let mut db = self.pools.write().await?;
        execute!(db, sql, rows(&uses)?)
    }
}

/// Answers for each step whether it was made. Of several steps of one session the first is tried: after it, the others are from
/// somewhere else.
pub(super) async fn advance_all(pools: Pools, steps: Vec<Advance>) -> Result<Vec<bool>, StoreError> {
    let sql = pools.text(
        "UPDATE sessions SET generation = a.value ->> 'to', used_at = NULL, refreshed_at = a.value ->> 'at' FROM json_each($1) AS a
        WHERE sessions.id = a.value ->> 'id' AND sessions.generation = a.value ->> 'from' AND sessions.revoked_at IS NULL
        RETURNING sessions.id",
        "WITH due AS (
            SELECT s.id, a.to, a.at FROM sessions s
            JOIN json_to_recordset($1::json) AS a (id text, \"from\" bigint, \"to\" bigint, at bigint) ON s.id = a.id AND s.generation = a.from
            WHERE s.revoked_at IS NULL ORDER BY s.id FOR UPDATE OF s
        )
        UPDATE sessions SET generation = due.to, used_at = NULL, refreshed_at = due.at FROM due WHERE sessions.id = due.id
        RETURNING sessions.id",
    );
    let mut seen = HashSet::new();
    let is_first: Vec<bool> = steps.iter().map(|step| seen.insert(step.id.as_str())).collect();
    let tried: Vec<&Advance> = steps.iter().zip(&is_first).filter_map(|(step, first)| first.then_some(step)).collect();
    let mut db = pools.write().await?;
    let advanced: Result<HashSet<String>, StoreError> = fetch_all!(db, |row: &dyn Columns| row.text("id"), sql, rows(&tried)?);
    let advanced = advanced?;
    Ok(steps.iter().zip(is_first).map(|(step, first)| first && advanced.contains(&step.id)).collect())
}

/// Rows as JSON.
pub(super) fn rows<T: Serialize>(rows: &[T]) -> Result<String, StoreError> {
    serde_json::to_string(rows).map_err(|_| StoreError::Refused("a row that cannot be written"))
}

/// A generation as a column holds it.
pub(super) fn signed(generation: u64) -> Result<i64, StoreError> {
    i64::try_from(generation).map_err(|_| StoreError::Refused("a generation beyond any that a session can reach"))
}
