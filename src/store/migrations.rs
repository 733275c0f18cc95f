//! The schema, embedded in the binary, and how it is brought up to date.

use sqlx::{
    SqlSafeStr,
    migrate::{Migrate, Migration, MigrationType, Migrator},
};

use super::StoreError;

macro_rules! migrator {
    ($folder:literal: $($version:literal $name:literal),* $(,)?) => {
        Migrator::with_migrations(vec![$(Migration::new(
            $version,
            $name.into(),
            MigrationType::Simple,
            include_str!(concat!("../../migrations/", $folder, "/", $name, ".sql")).into_sql_str(),
            false,
        )),*])
    };
}

/// What a SQLite database must have been through.
pub(super) fn sqlite() -> Migrator {
    migrator!("sqlite": 1 "0001_initial", 2 "0002_server_secrets", 3 "0003_suspicion", 4 "0004_limits", 5 "0005_idempotency_keys")
}

/// What a PostgreSQL database must have been through.
pub(super) fn postgres() -> Migrator {
    migrator!("postgres": 1 "0001_initial", 2 "0002_server_secrets", 3 "0003_suspicion", 4 "0004_limits", 5 "0005_idempotency_keys")
}

/// Applies what is missing. `Migrator::run` does the same, but its future cannot be sent to another thread.
pub(super) async fn run(
    migrator: Migrator,
    connection: &mut impl Migrate,
) -> Result<(), StoreError> {
    Ok(migrator
        .run_direct(None, connection, false)
        .await
        .map_err(sqlx::Error::from)?)
}
