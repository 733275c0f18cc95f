//! Opens a SQLite file.
//!
//! One connection writes and several read, each from its own pool. Writers queue in the pool, which is fair and cheap, instead of
//! waiting for a lock of this process. The busy timeout serves other processes that have the same file open.

use std::{
    fs, io,
    path::Path,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use sqlx::{
    ConnectOptions, Connection, SqliteConnection, SqlitePool,
    error::DatabaseError,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{Migrations, StoreError, migrations};

/// Takes the write lock at once. A transaction that turns into a writer halfway fails, without waiting, when another process has
/// written since it began.
pub(super) const BEGIN: &str = "BEGIN IMMEDIATE";

const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const READERS: u32 = 4;

/// The connections to one file.
#[derive(Clone, Debug)]
pub struct SqlitePools {
    pub(super) writer: SqlitePool,
    pub(super) readers: SqlitePool,
}

impl SqlitePools {
    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Opens the file, creates it if missing, and migrates it.
pub(super) async fn open(path: &Path, features: &[&Migrations]) -> Result<SqlitePools, StoreError> {
    let failed = |error| StoreError::from(sqlx::Error::Io(error));
    // Absolute: SQLite would take a name that starts with `file:` for a URI.
    let path = std::path::absolute(path).map_err(failed)?;
    create(&path).map_err(failed)?;

    let options = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        // One copy of the hot pages in the page cache of the system, instead of one in each connection.
        .pragma("mmap_size", "268435456")
        .pragma("temp_store", "MEMORY");
    let writing = options
        .clone()
        .journal_mode(SqliteJournalMode::Wal)
        // A rotation that was answered must not be undone by a power cut: sync at every commit.
        .synchronous(SqliteSynchronous::Full)
        .pragma("journal_size_limit", "67108864")
        .optimize_on_close(true, 400);

    migrate(&writing, features).await?;

    let pool = || {
        SqlitePoolOptions::new()
            .acquire_timeout(BUSY_TIMEOUT)
            // A file does not go away the way a server does.
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
    };
    Ok(SqlitePools {
        writer: pool()
            .max_connections(1)
            .min_connections(1)
            .connect_with(writing)
            .await?,
        readers: pool()
            .max_connections(READERS)
            .connect_lazy_with(options.read_only(true)),
    })
}

/// Opens an existing file to read from it.
pub(super) async fn look(path: &Path) -> Result<SqlitePools, StoreError> {
    let path =
        std::path::absolute(path).map_err(|error| StoreError::from(sqlx::Error::Io(error)))?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY_TIMEOUT)
        .read_only(true);
    let readers = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(BUSY_TIMEOUT)
        .connect_with(options)
        .await?;
    Ok(SqlitePools {
        writer: readers.clone(),
        readers,
    })
}

/// Creates the file, readable by its owner only, because it holds the secrets of sessions. SQLite gives its `-wal` and `-shm` files
/// the same mode.
fn create(path: &Path) -> io::Result<()> {
    // Closing any handle of a file drops every lock that this process has on it (POSIX), those of SQLite too. So an existing file
    // is not opened at all, and nobody of this process opens a new one before it is closed here.
    static CREATING: Mutex<()> = Mutex::new(());
    let _guard = CREATING.lock().unwrap_or_else(PoisonError::into_inner);

    let (mut directory, mut file) = (fs::DirBuilder::new(), fs::OpenOptions::new());
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        directory.mode(0o700);
        file.mode(0o600);
    }
    if let Some(parent) = path.parent() {
        directory.recursive(true).create(parent)?;
    }
    match file.write(true).create_new(true).open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Migrates under the write lock, because the migrator takes none on SQLite. One of several processes migrates; the others find it
/// done.
async fn migrate(
    options: &SqliteConnectOptions,
    features: &[&Migrations],
) -> Result<(), StoreError> {
    let mut connection = connect(options).await?;
    let mut transaction = connection.begin_with(BEGIN).await?;
    migrations::run(migrations::sqlite(), &mut *transaction).await?;
    for feature in features {
        let migrator = migrations::of_feature(feature.feature, feature.sqlite)?;
        migrations::run(migrator, &mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(connection.close().await?)
}

/// Connects in WAL mode. A change to WAL needs exclusive access and fails at once if another process does the same: the busy timeout does not apply
/// (<https://www.sqlite.org/pragma.html#pragma_journal_mode>).
async fn connect(options: &SqliteConnectOptions) -> Result<SqliteConnection, StoreError> {
    let deadline = Instant::now() + BUSY_TIMEOUT;
    loop {
        match options.connect().await {
            Err(error) if is_busy(&error) && Instant::now() < deadline => {
                tokio::time::sleep(Duration::from_millis(20)).await
            }
            result => return Ok(result?),
        }
    }
}

/// Returns whether the error is SQLITE_BUSY or SQLITE_LOCKED, by the low byte of the code (<https://www.sqlite.org/rescode.html>).
fn is_busy(error: &sqlx::Error) -> bool {
    let code = error
        .as_database_error()
        .and_then(DatabaseError::code)
        .and_then(|code| code.parse::<u32>().ok());
    code.is_some_and(|code| matches!(code & 0xff, 5 | 6))
}
