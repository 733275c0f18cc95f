//! Opening a PostgreSQL database, and never waiting for one longer than a few seconds.

use std::{
    str::FromStr,
    time::{Duration, Instant},
};

use sqlx::{
    ConnectOptions, Connection, Executor, PgConnection, PgPool, Postgres,
    error::DatabaseError,
    migrate::MigrateDatabase,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::{StoreError, migrations};

/// Per instance; a server allows 100 unless told otherwise.
const CONNECTIONS: u32 = 16;
/// How long a request waits for a connection, a new one included.
const ACQUIRE_LIMIT: Duration = Duration::from_secs(3);
/// How long a start waits for a server that is starting too.
const START_LIMIT: Duration = Duration::from_secs(10);
/// A connection that was in use just now is taken to be alive: asking would double the round trips of every statement.
const FRESH: Duration = Duration::from_secs(1);

/// Connects, creates the database where it does not exist, and migrates it.
pub(super) async fn open(url: &str) -> Result<PgPool, StoreError> {
    let options = PgConnectOptions::from_str(url).map_err(unreadable)?.application_name("latchkey");
    migrate(connect(url, &options).await?).await?;
    Ok(pool(options))
}

/// Connects when first asked, and neither creates nor migrates.
pub(super) fn look(url: &str) -> Result<PgPool, StoreError> {
    Ok(pool(PgConnectOptions::from_str(url).map_err(unreadable)?.application_name("latchkey")))
}

/// Connects when first asked.
pub(super) fn pool(options: PgConnectOptions) -> PgPool {
    PgPoolOptions::new()
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
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection.execute("SET statement_timeout = '4s'").await?;
                Ok(())
            })
        })
        .connect_lazy_with(options)
}

/// Closes the pool; gives up on a server that does not answer.
pub(super) async fn close(pool: &PgPool) {
    if tokio::time::timeout(ACQUIRE_LIMIT, pool.close()).await.is_err() {
        tracing::warn!("the database did not answer: its connections were dropped");
    }
}

/// On a connection of its own: it may wait for another instance that is migrating, longer than a request may, and closing it
/// gives up the migrator's lock whatever happened.
async fn migrate(mut connection: PgConnection) -> Result<(), StoreError> {
    // Or it would tell, at every start, of a table that exists already.
    connection.execute("SET client_min_messages = warning").await?;
    let migrated = migrations::run(migrations::postgres(), &mut connection).await;
    connection.close().await?;
    migrated
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

/// Creates the database, unless another instance does so at this moment.
async fn create(url: &str) -> Result<(), StoreError> {
    match Postgres::create_database(url).await {
        // duplicate_database, unique_violation, object_in_use
        Err(error) if !matches!(code(&error).as_deref(), Some("42P04" | "23505" | "55006")) => Err(error.into()),
        _ => Ok(()),
    }
}

fn unreadable(error: sqlx::Error) -> StoreError {
    StoreError::UnsupportedUrl(format!("`postgres`: {error}"))
}

/// The SQLSTATE (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
fn code(error: &sqlx::Error) -> Option<String> {
    error.as_database_error().and_then(DatabaseError::code).map(|code| code.into_owned())
}
