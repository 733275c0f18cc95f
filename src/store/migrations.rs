//! The embedded schema and its migrations.

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

/// Returns the migrations for SQLite.
pub(super) fn sqlite() -> Migrator {
    migrator!("sqlite": 1 "0001_initial", 2 "0002_server_secrets", 3 "0003_suspicion", 4 "0004_limits", 5 "0005_idempotency_keys")
}

/// Returns the migrations for PostgreSQL.
pub(super) fn postgres() -> Migrator {
    migrator!("postgres": 1 "0001_initial", 2 "0002_server_secrets", 3 "0003_suspicion", 4 "0004_limits", 5 "0005_idempotency_keys")
}

/// Applies the missing migrations. `Migrator::run` does the same, but its future is not `Send`.
pub(super) async fn run(
    migrator: Migrator,
    connection: &mut impl Migrate,
) -> Result<(), StoreError> {
    Ok(migrator
        .run_direct(None, connection, false)
        .await
        .map_err(sqlx::Error::from)?)
}
