//! The schema, embedded in the binary, and how it is brought up to date: that of the foundation, then that of each feature, which has a
//! history of its own.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sqlx::{
    SqlSafeStr,
    migrate::{Migrate, Migration, MigrationType, Migrator},
};

use super::StoreError;

/// The tables of a feature. Append only: the place of a migration is its version, and one that has run is never changed.
#[derive(Debug)]
pub struct Migrations {
    /// The feature, in small letters, digits and underscores: it names the table of the history.
    pub feature: &'static str,
    /// For SQLite: the name and the text of each.
    pub sqlite: &'static [(&'static str, &'static str)],
    /// For PostgreSQL, one for each of the former.
    pub postgres: &'static [(&'static str, &'static str)],
}

macro_rules! migrator {
    ($folder:literal, $initial:expr; $($version:literal $name:literal),* $(,)?) => {
        Migrator::with_migrations(vec![$initial, $(Migration::new(
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
    let initial = initial(
        include_str!("../../migrations/sqlite/0001_initial.sql"),
        "tOYmjMbmiJvKi62Zwaj8agxMq8q/hFHPHk6wmSiq0BYXNR778l+5gdAAXZxLWLKr",
    );
    migrator!("sqlite", initial; 2 "0002_server_secrets", 3 "0003_suspicion", 4 "0004_limits", 5 "0005_idempotency_keys", 6 "0006_confirmed_events", 7 "0007_accounts", 8 "0008_device_binding")
}

/// Returns the migrations for PostgreSQL.
pub(super) fn postgres() -> Migrator {
    let initial = initial(
        include_str!("../../migrations/postgres/0001_initial.sql"),
        "IbscfNC+wcYzYV4bwCzWYzRxx98Mo2BB+Lfrix9Dr/K5nL7QToh41i3RQceiJ3Gf",
    );
    migrator!("postgres", initial; 2 "0002_server_secrets", 3 "0003_suspicion", 4 "0004_limits", 5 "0005_idempotency_keys", 6 "0006_confirmed_events", 7 "0007_accounts", 8 "0008_device_binding")
}

/// The first migration, under the checksum of the text that made the notes' table too: databases that it made are still known.
fn initial(text: &'static str, checksum: &str) -> Migration {
    let mut migration = Migration::new(
        1,
        "0001_initial".into(),
        MigrationType::Simple,
        text.into_sql_str(),
        false,
    );
    migration.checksum = STANDARD.decode(checksum).unwrap_or_default().into();
    migration
}

/// The migrator of a feature's `migrations`, those of one database.
pub(super) fn of_feature(
    feature: &str,
    migrations: &[(&'static str, &'static str)],
) -> Result<Migrator, StoreError> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if feature.is_empty() || !feature.bytes().all(is_plain) {
        return Err(StoreError::Refused(
            "the name of a feature has small letters, digits and underscores",
        ));
    }
    let migrations = (1..).zip(migrations).map(|(version, (name, text))| {
        Migration::new(
            version,
            Cow::Borrowed(*name),
            MigrationType::Simple,
            text.into_sql_str(),
            false,
        )
    });
    let mut migrator = Migrator::with_migrations(migrations.collect());
    migrator.dangerous_set_table_name(format!("_sqlx_migrations_{feature}"));
    Ok(migrator)
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
