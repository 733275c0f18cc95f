//! Advances sessions: the statement that decides a rotation, and the mark of a generation's first use. Both process many sessions
//! at once. The rows are one JSON text, which either database reads as a table.

use std::{
    collections::{HashMap, HashSet},
    io,
    time::{Duration, Instant},
};

use serde::Serialize;

use super::{
    Store, StoreError,
    dialect::{Columns, Pools},
    group_commit::Answer,
};
use crate::{
    ids::SessionId,
    rules::{clock::Timestamp, rotation::suspicion::Caller},
    session::Generation,
};

/// The maximum time that a step waits for a locked row, on PostgreSQL only. Shorter than the limit on a refresh.
const LOCKED_LIMIT: Duration = Duration::from_secs(3);
/// The first and the longest pause between two tries at a locked row.
const PAUSES: (Duration, Duration) = (Duration::from_millis(5), Duration::from_millis(100));

/// One session's step from a generation to a later one.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Advance {
    id: SessionId,
    from: i64,
    to: i64,
    at: Timestamp,
    network: String,
    software: String,
}

/// The outcome of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The session has advanced.
    Made,
    /// The session is at another generation.
    Elsewhere,
    /// The row is locked. The other steps of the statement do not wait for it.
    Locked,
}

/// A first use: session, generation, time.
pub type FirstUse = (SessionId, Generation, Timestamp);

/// The outcome of marks of first use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarkedUsed {
    /// The number of new marks.
    pub written: u64,
    /// The marks whose rows are locked, to try again.
    pub locked: Vec<FirstUse>,
}

impl Store {
    /// Advances the session from one generation to another for `by`, if it is still at the first and not revoked
    /// (compare-and-swap). At most one of any number of callers, on any number of instances, gets `true`. `false` means that the
    /// session is at another generation, or that the caller must try again.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], after which the change may or may not have happened.
    pub async fn advance_generation(
        &self,
        id: &SessionId,
        from: Generation,
        to: Generation,
        now: Timestamp,
        by: &Caller,
    ) -> Result<bool, StoreError> {
        let Caller { network, software } = by.clone();
        let step = Advance {
            id: id.to_owned(),
            from: signed(from)?,
            to: signed(to)?,
            at: now,
            network,
            software,
        };
        let (began, mut pause) = (Instant::now(), PAUSES.0);
        loop {
            match self.advances.ask(step.clone()).await? {
                Step::Made => return Ok(true),
                Step::Elsewhere => return Ok(false),
                Step::Locked if began.elapsed() >= LOCKED_LIMIT => {
                    return Err(sqlx::Error::Io(io::Error::new(
                        io::ErrorKind::TimedOut,
                        "the session's row is locked",
                    ))
                    .into());
                }
                Step::Locked => tokio::time::sleep(pause).await,
            }
            pause = (pause * 2).min(PAUSES.1);
        }
    }

    /// Records a suspicious replay of the current `generation`, and the number of such generations in a row. Returns `false` if it
    /// was recorded before.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn suspect(
        &self,
        id: &SessionId,
        generation: Generation,
        run: u32,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE sessions SET suspected_generation = $2, suspected_run = $3 \
            WHERE id = $1 AND generation = $2 AND suspected_generation < $2 AND revoked_at IS NULL";
        let mut db = self.write().await?;
        Ok(execute!(db, sql, id, signed(generation)?, i64::from(run))? == 1)
    }

    /// Records the first use of each (session, generation, time). A no-op for generations that are not current or are marked
    /// already.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], after which all or none are recorded.
    pub async fn mark_used(&self, uses: &[FirstUse]) -> Result<MarkedUsed, StoreError> {
        #[derive(PartialEq, Eq, PartialOrd, Ord, Serialize)]
        struct Use {
            id: SessionId,
            generation: i64,
            at: Timestamp,
        }
        let plain = |(id, generation, at): &FirstUse| {
            Ok(Use {
                id: id.clone(),
                generation: signed(*generation)?,
                at: *at,
            })
        };
        let mut uses = uses
            .iter()
            .map(plain)
            .collect::<Result<Vec<_>, StoreError>>()?;
        uses.sort_unstable();
        uses.dedup_by(|later, first| {
            (&later.id, later.generation) == (&first.id, first.generation)
        });
        if uses.is_empty() {
            return Ok(MarkedUsed::default());
        }
        let sql = self.pools.text(
            "UPDATE sessions SET used_at = u.value ->> 'at' FROM json_each($1) AS u
            WHERE sessions.id = u.value ->> 'id' AND sessions.generation = u.value ->> 'generation' AND sessions.used_at IS NULL
            RETURNING sessions.id, sessions.generation, sessions.used_at AS at, 0 AS is_locked",
            // Rows are locked in the order of their ids, lest two instances wait for each other; a row that somebody holds is left out,
            // and still found unmarked.
            "WITH asked AS (
                SELECT id, generation, at FROM json_to_recordset($1::json) AS u (id text, generation bigint, at bigint)
            ), first_use AS (
                SELECT s.id, u.at FROM sessions s JOIN asked u ON s.id = u.id AND s.generation = u.generation
                WHERE s.used_at IS NULL ORDER BY s.id FOR UPDATE OF s SKIP LOCKED
            ), marked AS (
                UPDATE sessions SET used_at = first_use.at FROM first_use WHERE sessions.id = first_use.id RETURNING sessions.id
            )
            SELECT asked.id, asked.generation, asked.at, (marked.id IS NULL)::int::bigint AS is_locked
            FROM asked LEFT JOIN marked ON marked.id = asked.id
            WHERE EXISTS (SELECT 1 FROM sessions s WHERE s.id = asked.id AND s.generation = asked.generation AND s.used_at IS NULL)",
        );
        let found = |row: &dyn Columns| {
            Ok((
                row.number("is_locked")? == 1,
                (
                    row.text("id")?.into(),
                    generation(row.number("generation")?)?,
                    row.time("at")?,
                ),
            ))
        };
        let mut db = self.pools.write().await?;
        let found: Result<Vec<(bool, FirstUse)>, StoreError> =
            fetch_all!(db, found, sql, rows(&uses)?);
        let (locked, written): (Vec<_>, Vec<_>) =
            found?.into_iter().partition(|(is_locked, _)| *is_locked);
        Ok(MarkedUsed {
            written: written.len() as u64,
            locked: locked.into_iter().map(|(_, mark)| mark).collect(),
        })
    }
}

/// Returns the outcome of each step. Tries the first of several steps of one session; after it, the others start from another
/// generation.
pub(super) async fn advance_all(
    pools: Pools,
    steps: Vec<Advance>,
) -> Result<Vec<Answer<Step>>, StoreError> {
    let sql = pools.text(
        "UPDATE sessions SET generation = a.value ->> 'to', used_at = NULL, refreshed_at = a.value ->> 'at',
            rotated_network = a.value ->> 'network', rotated_software = a.value ->> 'software' FROM json_each($1) AS a
        WHERE sessions.id = a.value ->> 'id' AND sessions.generation = a.value ->> 'from' AND sessions.revoked_at IS NULL
        RETURNING sessions.id, 0 AS is_locked",
        // A row that somebody holds is left out, and still found where the step begins.
        "WITH asked AS (
            SELECT id, \"from\", \"to\", at, network, software FROM json_to_recordset($1::json)
                AS a (id text, \"from\" bigint, \"to\" bigint, at bigint, network text, software text)
        ), due AS (
            SELECT s.id, a.to, a.at, a.network, a.software FROM sessions s JOIN asked a ON s.id = a.id AND s.generation = a.from
            WHERE s.revoked_at IS NULL ORDER BY s.id FOR UPDATE OF s SKIP LOCKED
        ), moved AS (
            UPDATE sessions SET generation = due.to, used_at = NULL, refreshed_at = due.at,
                rotated_network = due.network, rotated_software = due.software FROM due WHERE sessions.id = due.id
            RETURNING sessions.id
        )
        SELECT asked.id, (moved.id IS NULL)::int::bigint AS is_locked FROM asked LEFT JOIN moved ON moved.id = asked.id
        WHERE moved.id IS NOT NULL OR EXISTS (
            SELECT 1 FROM sessions s WHERE s.id = asked.id AND s.generation = asked.from AND s.revoked_at IS NULL
        )",
    );
    let mut seen = HashSet::new();
    let is_first: Vec<bool> = steps.iter().map(|step| seen.insert(&*step.id)).collect();
    let tried: Vec<&Advance> = steps
        .iter()
        .zip(&is_first)
        .filter_map(|(step, first)| first.then_some(step))
        .collect();
    let found = |row: &dyn Columns| {
        Ok((
            row.text("id")?,
            if row.number("is_locked")? == 1 {
                Step::Locked
            } else {
                Step::Made
            },
        ))
    };
    let mut db = pools.write().await?;
    let found: Result<HashMap<String, Step>, StoreError> =
        fetch_all!(db, found, sql, rows(&tried)?);
    let found = found?;
    let became = |id: &str| found.get(id).copied().unwrap_or(Step::Elsewhere);
    Ok(steps
        .iter()
        .zip(is_first)
        .map(|(step, first)| {
            Ok(if first {
                became(&step.id)
            } else {
                Step::Elsewhere
            })
        })
        .collect())
}

/// Rows as JSON.
pub(super) fn rows<T: Serialize>(rows: &[T]) -> Result<String, StoreError> {
    serde_json::to_string(rows).map_err(|_| StoreError::Refused("a row that cannot be written"))
}

/// Converts a generation to its column type.
pub(super) fn signed(generation: Generation) -> Result<i64, StoreError> {
    i64::try_from(generation.number())
        .map_err(|_| StoreError::Refused("a generation beyond any that a session can reach"))
}

/// Reads a generation from its column.
pub(super) fn generation(column: i64) -> Result<Generation, StoreError> {
    let number = u64::try_from(column).map_err(|_| StoreError::Corrupt("sessions.generation"))?;
    Ok(Generation::new(number))
}
