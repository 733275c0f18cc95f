//! A page of a list whose rows may not all read: written by a newer version, or damaged. One such row is skipped, loudly, and costs its
//! owner neither the others nor the way to the older ones.

use super::StoreError;
use crate::rules::clock::Timestamp;

/// Where a row stands in its list: its time and its id. `None` where not even these read.
pub type Cursor = Option<(Timestamp, String)>;

/// A page while it is filled.
pub struct Page<T> {
    table: &'static str,
    size: usize,
    rows: Vec<T>,
    /// After which row the next batch begins; `None` once nothing more is to be read.
    next: Cursor,
}

impl<T> Page<T> {
    /// A page of up to `size` rows after `before`, or from the newest on.
    pub fn new(table: &'static str, size: i64, before: Option<(Timestamp, &str)>) -> Self {
        let (at, id) = before.unwrap_or((Timestamp::MAX, ""));
        Self {
            table,
            size: usize::try_from(size).unwrap_or_default(),
            rows: Vec::new(),
            next: Some((at, id.to_owned())),
        }
    }

    /// What to read next: rows after this cursor, so many.
    pub fn wanted(&self) -> Option<(Timestamp, String, i64)> {
        let (at, id) = self.next.clone()?;
        let wanted = self.size.saturating_sub(self.rows.len());
        Some((at, id, i64::try_from(wanted).unwrap_or(i64::MAX)))
    }

    /// Adds what was read. Where rows were skipped and there may be more, others take their places.
    pub fn add(&mut self, batch: Vec<(Cursor, Result<T, StoreError>)>) {
        let is_full = self.rows.len() + batch.len() >= self.size;
        let last = batch.last().and_then(|(cursor, _)| cursor.clone());
        for (cursor, row) in batch {
            self.rows
                .extend(readable(self.table, cursor.as_ref().map(|(_, id)| id), row));
        }
        self.next = last.filter(|_| is_full && self.rows.len() < self.size);
    }

    /// The rows that read.
    pub fn finish(self) -> Vec<T> {
        self.rows
    }
}

/// The row, if it reads. One that does not is logged and counted.
pub fn readable<T>(
    table: &'static str,
    id: Option<&String>,
    row: Result<T, StoreError>,
) -> Option<T> {
    row.inspect_err(|error| {
        tracing::error!(table, id, %error, "a row does not read: skipped");
        metrics::counter!("latchkey_rows_unreadable_total", "table" => table).increment(1);
    })
    .ok()
}
