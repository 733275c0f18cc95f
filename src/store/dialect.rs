//! The two databases as one: [`Db`] holds the same thing of either, and three macros, [`execute!`], [`fetch_optional!`] and
//! [`fetch_all!`], run one text of SQL on whichever it is. Features write their SQL with them, too.
//!
//! Both number their placeholders `$1`, so that most statements have one text. [`Db::text`] chooses for the others.
//!
//! A statement that requests wait for bounds its rows by `LIMIT +$1`, not by `LIMIT $1`: SQLite plans the latter anew for every
//! bound value (`sqlite3ExprIsInteger`, SQLite 3.51), which costs a list a third of its time.

use std::{future::Future, io, ops::DerefMut, time::Duration};

use sqlx::{
    PgConnection, Postgres, Row, Sqlite, SqliteConnection, pool::PoolConnection, postgres::PgRow,
    sqlite::SqliteRow,
};

use super::{
    StoreError,
    postgres::{Leased, PostgresPool},
    sqlite::SqlitePools,
};
use crate::rules::clock::Timestamp;

// For the macros, in whichever crate they are used.
#[doc(hidden)]
pub use super::postgres::BEGIN;
#[doc(hidden)]
pub use ::sqlx;

/// A value for SQLite or for PostgreSQL.
#[derive(Clone, Debug)]
pub enum Db<S, P> {
    Sqlite(S),
    Postgres(P),
}

pub type Pools = Db<SqlitePools, PostgresPool>;
pub type Connection = Db<PoolConnection<Sqlite>, Leased<PoolConnection<Postgres>>>;
pub type Transaction =
    Db<sqlx::Transaction<'static, Sqlite>, Leased<sqlx::Transaction<'static, Postgres>>>;

impl<S, P> Db<S, P> {
    /// Returns the text for this database, if one cannot serve both.
    pub fn text(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self {
            Self::Sqlite(_) => sqlite,
            Self::Postgres(_) => postgres,
        }
    }
}

/// The way to run a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Prepared once for each connection.
    Kept,
    /// Prepared without a name, in the transaction that it is in.
    Unnamed,
    /// The same, in its own transaction. A pooler may change the server connection between transactions.
    Alone,
}

/// A connection to run statements on, from a pool or in a transaction.
pub trait Link: Send {
    fn connection(&mut self) -> Db<&mut SqliteConnection, &mut PgConnection>;
    fn mode(&self) -> Mode;
}

impl<S, P> Link for Db<S, Leased<P>>
where
    S: DerefMut<Target = SqliteConnection> + Send,
    P: DerefMut<Target = PgConnection> + Send,
{
    fn connection(&mut self) -> Db<&mut SqliteConnection, &mut PgConnection> {
        match self {
            Self::Sqlite(connection) => Db::Sqlite(connection),
            Self::Postgres(leased) => Db::Postgres(&mut leased.connection),
        }
    }

    fn mode(&self) -> Mode {
        match self {
            Self::Sqlite(_) => Mode::Kept,
            Self::Postgres(leased) => leased.mode,
        }
    }
}

impl Transaction {
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => Ok(transaction.commit().await?),
            Self::Postgres(transaction) => {
                bounded(async { Ok(transaction.connection.commit().await?) }).await
            }
        }
    }
}

/// Runs a statement with a timeout, because a network that drops packets returns no error. The timeout is longer than the server's
/// own limit on a statement, which fails more cleanly.
pub async fn bounded<T>(
    work: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    let late = |_| {
        StoreError::from(sqlx::Error::Io(io::Error::new(
            io::ErrorKind::TimedOut,
            "no answer from the database",
        )))
    };
    tokio::time::timeout(Duration::from_secs(5), work)
        .await
        .map_err(late)?
}

/// Runs the same future on either kind of connection. `$is_kept` tells whether its statement stays prepared.
#[doc(hidden)]
#[macro_export]
macro_rules! __on {
    ($db:expr, $connection:ident, $is_kept:ident => $work:expr) => {{
        let mode = $crate::store::dialect::Link::mode(&$db);
        let $is_kept = mode == $crate::store::dialect::Mode::Kept;
        match $crate::store::dialect::Link::connection(&mut $db) {
            $crate::store::dialect::Db::Sqlite($connection) => $work.await,
            $crate::store::dialect::Db::Postgres(connection)
                if mode == $crate::store::dialect::Mode::Alone =>
            {
                $crate::store::dialect::bounded(async {
                    let mut transaction = $crate::store::dialect::sqlx::Connection::begin_with(
                        connection,
                        $crate::store::dialect::BEGIN,
                    )
                    .await?;
                    let $connection = &mut *transaction;
                    let done: Result<_, $crate::store::StoreError> = $work.await;
                    let done = done?;
                    transaction.commit().await?;
                    Ok(done)
                })
                .await
            }
            $crate::store::dialect::Db::Postgres($connection) => {
                $crate::store::dialect::bounded($work).await
            }
        }
    }};
}

/// Runs a statement and returns the number of changed rows.
#[macro_export]
macro_rules! execute {
    ($db:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::__on!($db, db, is_kept => async {
            Ok::<u64, $crate::store::StoreError>($crate::store::dialect::sqlx::query($sql)$(.bind($value))*.persistent(is_kept).execute(db).await?.rows_affected())
        })
    };
}

/// Reads one row or none with `$read`, a function from `&dyn Columns`.
#[macro_export]
macro_rules! fetch_optional {
    ($db:expr, $read:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::__on!($db, db, is_kept => async {
            $crate::store::dialect::sqlx::query($sql)$(.bind($value))*.persistent(is_kept).fetch_optional(db).await?.map(|row| $read(&row)).transpose()
        })
    };
}

/// Reads every row with `$read`, a function from `&dyn Columns`.
#[macro_export]
macro_rules! fetch_all {
    ($db:expr, $read:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::__on!($db, db, is_kept => async {
            $crate::store::dialect::sqlx::query($sql)$(.bind($value))*.persistent(is_kept).fetch_all(db).await?.iter().map(|row| $read(row)).collect()
        })
    };
}

/// Reads a page of a list, the newest first, of rows of `$table` with `$read`. `$sql` has the owner, the time and the id of the row
/// before the page, how many rows at most, and then what `$more` has; `$at` is the column of the time. Rows that do not read are
/// skipped ([`Page`]).
///
/// [`Page`]: crate::store::page::Page
#[macro_export]
macro_rules! fetch_page {
    ($db:expr, $table:literal, $at:literal, $read:expr, $sql:expr, $owner:expr, $limit:expr, $before:expr $(, $more:expr)* $(,)?) => {{
        let mut page = $crate::store::page::Page::new($table, $limit, $before);
        while let Some((at, id, wanted)) = page.wanted() {
            let read = |row: &dyn $crate::store::dialect::Columns| {
                let cursor = row.time($at).ok().zip(row.text("id").ok());
                Ok((cursor, $read(row)))
            };
            let batch: Result<Vec<_>, $crate::store::StoreError> =
                $crate::fetch_all!($db, read, $sql, $owner, at, &id, wanted $(, $more)*);
            page.add(batch?);
        }
        Ok(page.finish())
    }};
}

/// A row of either database. A column that is missing, or holds another type, is [`StoreError::Corrupt`].
pub trait Columns {
    fn text(&self, column: &str) -> Result<String, StoreError>;
    fn optional_text(&self, column: &str) -> Result<Option<String>, StoreError>;
    fn number(&self, column: &str) -> Result<i64, StoreError>;
    fn optional_number(&self, column: &str) -> Result<Option<i64>, StoreError>;
    fn time(&self, column: &str) -> Result<Timestamp, StoreError> {
        self.number(column).map(Timestamp::from_millis)
    }
    fn optional_time(&self, column: &str) -> Result<Option<Timestamp>, StoreError> {
        let time = self.optional_number(column)?;
        Ok(time.map(Timestamp::from_millis))
    }
    fn bytes(&self, column: &str) -> Result<Vec<u8>, StoreError>;
    fn optional_bytes(&self, column: &str) -> Result<Option<Vec<u8>>, StoreError>;
}

macro_rules! columns {
    ($($row:ty)*) => {$(
        impl Columns for $row {
            fn text(&self, column: &str) -> Result<String, StoreError> {
                Ok(self.try_get(column)?)
            }
            fn optional_text(&self, column: &str) -> Result<Option<String>, StoreError> {
                Ok(self.try_get(column)?)
            }
            fn number(&self, column: &str) -> Result<i64, StoreError> {
                Ok(self.try_get(column)?)
            }
            fn optional_number(&self, column: &str) -> Result<Option<i64>, StoreError> {
                Ok(self.try_get(column)?)
            }
            fn bytes(&self, column: &str) -> Result<Vec<u8>, StoreError> {
                Ok(self.try_get(column)?)
            }
            fn optional_bytes(&self, column: &str) -> Result<Option<Vec<u8>>, StoreError> {
                Ok(self.try_get(column)?)
            }
        }
    )*};
}

columns!(SqliteRow PgRow);
