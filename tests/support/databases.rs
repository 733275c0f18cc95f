//! A fresh database of each kind for a test, gone when the test is over. Knows nothing of Latchkey, so that the tests beside the
//! code and those in `tests/` can both include it.
//!
//! `LATCHKEY_TEST_POSTGRES_URL` names a PostgreSQL server (any database of it, as a role that may create others): `make unit` starts
//! one. Without it the tests fail, for a database that is left out is not tested; `none` leaves it out on purpose.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tempfile::TempDir;

/// A database that does not exist yet: connecting creates it, dropping this removes it, whoever is still connected.
pub struct TestDatabase {
    /// What to connect to.
    pub url: String,
    _removed_on_drop: OnDrop,
}

enum OnDrop {
    Sqlite { _directory: TempDir },
    Postgres { _database: PostgresDatabase },
}

/// Runs a test of a database that does not exist yet on each kind, as a test of its own: `name::sqlite`, `name::postgres`. After a
/// semicolon: what `tokio::test` is to be told.
macro_rules! on_each {
    ($test:ident $(; $($runtime:tt)+)?) => {
        mod $test {
            #[allow(unused_imports)]
            use super::*;

            #[tokio::test$(($($runtime)+))?]
            async fn sqlite() {
                super::$test(databases::sqlite()).await;
            }

            #[tokio::test$(($($runtime)+))?]
            async fn postgres() {
                if let Some(database) = databases::postgres() {
                    super::$test(database).await;
                }
            }
        }
    };
}
pub(crate) use on_each;

/// A file in a directory of its own.
pub fn sqlite() -> TestDatabase {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("data").join("latchkey.db");
    TestDatabase {
        url: format!("sqlite://{}", path.display()),
        _removed_on_drop: OnDrop::Sqlite {
            _directory: directory,
        },
    }
}

/// A database on the test server, if there is one.
pub fn postgres() -> Option<TestDatabase> {
    let admin_url = std::env::var("LATCHKEY_TEST_POSTGRES_URL")
        .expect("LATCHKEY_TEST_POSTGRES_URL names no server: run `make unit`, or set it to `none`");
    if admin_url == "none" {
        return None;
    }
    let name = format!("latchkey_test_{}", uuid::Uuid::now_v7().simple());
    let (base, parameters) = admin_url.split_once('?').unwrap_or((&admin_url, ""));
    let (server, _) = base
        .rsplit_once('/')
        .expect("LATCHKEY_TEST_POSTGRES_URL names a database");
    let url = format!("{server}/{name}?{parameters}");
    Some(TestDatabase {
        url,
        _removed_on_drop: OnDrop::Postgres {
            _database: PostgresDatabase { admin_url, name },
        },
    })
}

struct PostgresDatabase {
    admin_url: String,
    name: String,
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        let drop_database = AssertSqlSafe(format!(
            "DROP DATABASE IF EXISTS {} WITH (FORCE)",
            self.name
        ));
        let admin_url = self.admin_url.clone();
        // On a thread of its own, for the test's runtime cannot be waited for from inside it.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let mut connection = PgConnection::connect(&admin_url).await?;
                connection.execute(drop_database).await?;
                connection.close().await
            })
        });
        if let Ok(Err(error)) = dropped.join() {
            println!("a test database was not dropped: {error}");
        }
    }
}
