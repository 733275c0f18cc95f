//! The two databases as one: [`Db`] holds the same thing of either, and three macros run one text of SQL on whichever it is.
//!
//! Both number their placeholders `$1`, so that most statements have one text; where they cannot, [`Db::text`] picks.

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

/// The same thing of SQLite or of PostgreSQL.
#[derive(Clone, Debug)]
pub(super) enum Db<S, P> {
    Sqlite(S),
    Postgres(P),
}

pub(super) type Pools = Db<SqlitePools, PostgresPool>;
pub(super) type Connection = Db<PoolConnection<Sqlite>, Leased<PoolConnection<Postgres>>>;
pub(super) type Transaction =
    Db<sqlx::Transaction<'static, Sqlite>, Leased<sqlx::Transaction<'static, Postgres>>>;

impl<S, P> Db<S, P> {
    /// The text for this database, where one cannot serve both.
    pub(super) fn text(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self {
            Self::Sqlite(_) => sqlite,
            Self::Postgres(_) => postgres,
        }
    }
}

/// How a statement is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Prepared once for each connection.
    Kept,
    /// Prepared without a name, in the transaction that it is in.
    Unnamed,
    /// The same, in a transaction of its own: between two of them a pooler may change what is behind the connection.
    Alone,
}

/// What a statement runs on, be it out of a pool or inside a transaction.
pub(super) trait Link: Send {
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
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => Ok(transaction.commit().await?),
            Self::Postgres(transaction) => {
                bounded(async { Ok(transaction.connection.commit().await?) }).await
            }
        }
    }
}

/// A network that swallows packets answers nothing, not even an error: what PostgreSQL does not answer in time counts as failed.
/// Longer than the server's own limit on a statement, which fails more cleanly and comes first where it can.
pub(super) async fn bounded<T>(
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

/// Runs the same future on either kind of connection. `$is_kept` is whether its statement stays prepared.
macro_rules! on {
    ($db:expr, $connection:ident, $is_kept:ident => $work:expr) => {{
        let mode = $crate::store::dialect::Link::mode(&$db);
        let $is_kept = mode == $crate::store::dialect::Mode::Kept;
        match $crate::store::dialect::Link::connection(&mut $db) {
            $crate::store::dialect::Db::Sqlite($connection) => $work.await,
            $crate::store::dialect::Db::Postgres(connection)
                if mode == $crate::store::dialect::Mode::Alone =>
            {
                $crate::store::dialect::bounded(async {
                    let mut transaction =
                        sqlx::Connection::begin_with(connection, $crate::store::postgres::BEGIN)
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

/// Runs a statement; how many rows it changed.
macro_rules! execute {
    ($db:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        on!($db, db, is_kept => async {
            Ok::<u64, $crate::store::StoreError>(sqlx::query($sql)$(.bind($value))*.persistent(is_kept).execute(db).await?.rows_affected())
        })
    };
}

/// Reads one row or none with `$read`, a function from `&dyn Columns`.
macro_rules! fetch_optional {
    ($db:expr, $read:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        on!($db, db, is_kept => async {
            sqlx::query($sql)$(.bind($value))*.persistent(is_kept).fetch_optional(db).await?.map(|row| $read(&row)).transpose()
        })
    };
}

/// Reads every row with `$read`, a function from `&dyn Columns`.
macro_rules! fetch_all {
    ($db:expr, $read:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        on!($db, db, is_kept => async {
            sqlx::query($sql)$(.bind($value))*.persistent(is_kept).fetch_all(db).await?.iter().map(|row| $read(row)).collect()
        })
    };
}

/// Reads a page of a list, the newest first, of rows of `$table` with `$read`. `$sql` has the owner, the time and the id of the row
/// before the page, and how many rows at most; `$at` is the column of the time. Rows that do not read are skipped ([`Page`]).
///
/// [`Page`]: crate::store::page::Page
macro_rules! fetch_page {
    ($db:expr, $table:literal, $at:literal, $read:expr, $sql:expr, $owner:expr, $limit:expr, $before:expr) => {{
        let mut page = $crate::store::page::Page::new($table, $limit, $before);
        while let Some((at, id, wanted)) = page.wanted() {
            let read = |row: &dyn Columns| {
                let place = row.number($at).ok().zip(row.text("id").ok());
                Ok((place, $read(row)))
            };
            let batch: Result<Vec<_>, $crate::store::StoreError> =
                fetch_all!($db, read, $sql, $owner, at, &id, wanted);
            page.add(batch?);
        }
        Ok(page.finish())
    }};
}

/// A row of either database. A column that is missing, or holds another type, is [`StoreError::Corrupt`].
pub(super) trait Columns {
    fn text(&self, column: &str) -> Result<String, StoreError>;
    fn optional_text(&self, column: &str) -> Result<Option<String>, StoreError>;
    fn number(&self, column: &str) -> Result<i64, StoreError>;
    fn optional_number(&self, column: &str) -> Result<Option<i64>, StoreError>;
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
