//! Opens a PostgreSQL database. Never waits for one longer than a few seconds.

use std::{
    str::FromStr,
    time::{Duration, Instant},
};

use sqlx::{
    ConnectOptions, Connection, Executor, PgConnection, PgPool, Postgres, Row,
    error::DatabaseError,
    migrate::MigrateDatabase,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::{
    Migrations, StoreError, acquire,
    dialect::{Mode, bounded},
    migrations,
};

/// The maximum number of connections of an instance. A server allows 100 by default.
const CONNECTIONS: u32 = 16;
/// The maximum time that a request waits for a connection, including a new one.
const ACQUIRE_LIMIT: Duration = Duration::from_secs(3);
/// The maximum time that a start waits for a server that is starting too.
const START_LIMIT: Duration = Duration::from_secs(10);
/// The time after its last use for which a connection counts as alive. A test would double the round trips of every statement.
const FRESH: Duration = Duration::from_secs(1);

/// Begins a transaction behind a pooler, with its statement timeout. A setting of the session could reach other clients.
pub const BEGIN: &str = "BEGIN; SET LOCAL statement_timeout = '4s'";

/// The connections to one database.
#[derive(Clone, Debug)]
pub struct PostgresPool {
    pub(super) pool: PgPool,
    /// Whether a pooler in transaction mode is in between. Nothing may be kept on a connection then: no prepared statement, no
    /// setting, no `LISTEN`.
    pub(super) shares_sessions: bool,
}

/// A connection or a transaction, and the way that it runs statements.
#[derive(Debug)]
pub struct Leased<C> {
    pub(super) connection: C,
    pub(super) mode: Mode,
}

impl PostgresPool {
    pub(super) async fn acquire(&self) -> Result<Leased<PoolConnection<Postgres>>, StoreError> {
        let mode = if self.shares_sessions {
            Mode::Alone
        } else {
            Mode::Kept
        };
        Ok(Leased {
            connection: acquire(&self.pool).await?,
            mode,
        })
    }

    pub(super) async fn begin(
        &self,
    ) -> Result<Leased<sqlx::Transaction<'static, Postgres>>, StoreError> {
        let begun = async {
            Ok(if self.shares_sessions {
                Leased {
                    connection: self.pool.begin_with(BEGIN).await?,
                    mode: Mode::Unnamed,
                }
            } else {
                Leased {
                    connection: self.pool.begin().await?,
                    mode: Mode::Kept,
                }
            })
        };
        bounded(begun).await
    }
}

/// Connects, creates the database if missing, and migrates it.
pub(super) async fn open(url: &str, features: &[&Migrations]) -> Result<PostgresPool, StoreError> {
    let (url, pool_mode) = without_pool_mode(url)?;
    // Poolers refuse parameters that they do not know, and this one is about numbers with a fraction, which no table holds.
    let options = PgConnectOptions::from_str(&url)
        .map_err(unreadable)?
        .application_name("latchkey")
        .extra_float_digits(None);
    migrate(connect(&url, &options).await?, features).await?;
    let shares_sessions = match pool_mode {
        Some(mode) => mode,
        None => changes_behind(&options).await?,
    };
    if shares_sessions {
        tracing::info!(
            "PostgreSQL is behind a pooler in transaction mode: revocations are asked for, not heard of"
        );
    }
    Ok(pool(options, shares_sessions))
}

/// Returns a pool that connects on first use. Creates and migrates nothing. Assumes a pooler unless the URL says otherwise, which works on any
/// connection.
pub(super) fn look(url: &str) -> Result<PostgresPool, StoreError> {
    let (url, pool_mode) = without_pool_mode(url)?;
    let options = PgConnectOptions::from_str(&url)
        .map_err(unreadable)?
        .application_name("latchkey")
        .extra_float_digits(None);
    Ok(pool(options, pool_mode.unwrap_or(true)))
}

/// Returns a pool that connects on first use.
pub(super) fn pool(options: PgConnectOptions, shares_sessions: bool) -> PostgresPool {
    let options = if shares_sessions {
        options.statement_cache_capacity(0)
    } else {
        options
    };
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(ACQUIRE_LIMIT)
        .test_before_acquire(false)
        .before_acquire(|connection, pooled| {
            Box::pin(async move {
                if pooled.idle_for > FRESH {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .after_connect(move |connection, _| {
            Box::pin(async move {
                if !shares_sessions {
                    connection.execute("SET statement_timeout = '4s'").await?;
                }
                Ok(())
            })
        })
        .connect_lazy_with(options);
    PostgresPool {
        pool,
        shares_sessions,
    }
}

/// Splits our own parameter `pool_mode` off the URL: `transaction` or `session`, as PgBouncer names them.
fn without_pool_mode(url: &str) -> Result<(String, Option<bool>), StoreError> {
    let Some((base, query)) = url.split_once('?') else {
        return Ok((url.to_owned(), None));
    };
    let (ours, others): (Vec<&str>, Vec<&str>) = query
        .split('&')
        .partition(|pair| pair.starts_with("pool_mode="));
    let mode = match ours.last() {
        None => None,
        Some(&"pool_mode=transaction") => Some(true),
        Some(&"pool_mode=session") => Some(false),
        Some(_) => {
            return Err(StoreError::UnsupportedUrl(
                "`pool_mode` is neither `transaction` nor `session`".into(),
            ));
        }
    };
    Ok((format!("{base}?{}", others.join("&")), mode))
}

/// Detects a pooler in transaction mode. Such a pooler gives the server connection that was just used to the next client, so two
/// connections soon share one. Uses the simple protocol only, which every pooler supports.
async fn changes_behind(options: &PgConnectOptions) -> Result<bool, StoreError> {
    async fn behind(connection: &mut PgConnection) -> Result<i32, sqlx::Error> {
        sqlx::raw_sql("SELECT pg_backend_pid()")
            .fetch_one(connection)
            .await?
            .try_get(0)
    }
    bounded(async {
        let (mut first, mut second) = (options.connect().await?, options.connect().await?);
        let mut changes = false;
        for _ in 0..3 {
            let before = behind(&mut first).await?;
            let mut transaction = second.begin().await?;
            changes |=
                behind(&mut transaction).await? == before || behind(&mut first).await? != before;
            transaction.rollback().await?;
            if changes {
                break;
            }
        }
        first.close().await?;
        second.close().await?;
        Ok(changes)
    })
    .await
}

/// Closes the pool. Gives up on a server that does not answer.
pub(super) async fn close(pool: &PostgresPool) {
    if tokio::time::timeout(ACQUIRE_LIMIT, pool.pool.close())
        .await
        .is_err()
    {
        tracing::warn!("the database did not answer: its connections were dropped");
    }
}

/// Migrates on a separate connection, because it may wait for another instance's migration longer than a request may. Runs in one
/// transaction with its lock, because a pooler keeps nothing else together. Discards statements that other clients have left
/// prepared.
async fn migrate(mut connection: PgConnection, features: &[&Migrations]) -> Result<(), StoreError> {
    // Quiet, or it would tell, at every start, of a table that exists already.
    const BEGIN: &str = "BEGIN; SET LOCAL client_min_messages = warning; DEALLOCATE ALL";
    const LOCK: &str = "SELECT pg_advisory_xact_lock(7812438901)";
    let mut transaction = connection.begin_with(BEGIN).await?;
    transaction.execute(LOCK).await?;
    let mut migrators = vec![migrations::postgres()];
    for feature in features {
        migrators.push(migrations::of_feature(feature.feature, feature.postgres)?);
    }
    for mut migrator in migrators {
        migrator.set_locking(false);
        migrations::run(migrator, &mut *transaction).await?;
    }
    transaction.execute("DEALLOCATE ALL").await?;
    transaction.commit().await?;
    Ok(connection.close().await?)
}

async fn connect(url: &str, options: &PgConnectOptions) -> Result<PgConnection, StoreError> {
    let deadline = Instant::now() + START_LIMIT;
    loop {
        let error = match tokio::time::timeout(START_LIMIT, options.connect()).await {
            Ok(Ok(connection)) => return Ok(connection),
            Ok(Err(error)) => error,
            Err(_) => sqlx::Error::PoolTimedOut,
        };
        if Instant::now() >= deadline {
            return Err(error.into());
        }
        match code(&error).as_deref() {
            // invalid_catalog_name
            Some("3D000") => create(url).await?,
            // cannot_connect_now, too_many_connections
            Some("57P03" | "53300") => {}
            None if matches!(error, sqlx::Error::Io(_)) => {}
            _ => return Err(error.into()),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Creates the database, unless another instance has just done so.
async fn create(url: &str) -> Result<(), StoreError> {
    match Postgres::create_database(url).await {
        // duplicate_database, unique_violation, object_in_use
        Err(error) if !matches!(code(&error).as_deref(), Some("42P04" | "23505" | "55006")) => {
            Err(error.into())
        }
        _ => Ok(()),
    }
}

fn unreadable(error: sqlx::Error) -> StoreError {
    StoreError::UnsupportedUrl(format!("`postgres`: {error}"))
}

/// Returns the SQLSTATE (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
fn code(error: &sqlx::Error) -> Option<String> {
    error
        .as_database_error()
        .and_then(DatabaseError::code)
        .map(|code| code.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mode_of_a_pooler_is_taken_out_of_the_url() {
        let taken = |url| without_pool_mode(url).ok();
        assert_eq!(
            taken("postgres://h/d"),
            Some(("postgres://h/d".into(), None))
        );
        assert_eq!(
            taken("postgres://h/d?a=b&pool_mode=transaction&c=d"),
            Some(("postgres://h/d?a=b&c=d".into(), Some(true)))
        );
        assert_eq!(
            taken("postgres://h/d?pool_mode=session"),
            Some(("postgres://h/d?".into(), Some(false)))
        );
        assert_eq!(taken("postgres://h/d?pool_mode=statement"), None);
    }
}
