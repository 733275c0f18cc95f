//! Starting on a database, alone and together, and what is said when it is not there.

use std::time::Duration;

use tokio::time::timeout;

use super::{databases::TestDatabase, *};
use crate::error::{AppError, Code};

/// Far longer than any limit of the store, and less than for ever.
const PATIENCE: Duration = Duration::from_secs(25);

databases::on_each!(a_second_start_finds_what_the_first_left);
async fn a_second_start_finds_what_the_first_left(database: TestDatabase) {
    let store = Store::connect(&database.url).await.unwrap();
    let user = with_user(&store, "a@b.c").await;
    store.close().await;

    let store = Store::connect(&database.url).await.unwrap();
    assert_eq!(store.user_by_id(&user.id).await.unwrap(), Some(user));
    store.ping().await.unwrap();
    assert!(database.url.starts_with(store.kind()));
}

databases::on_each!(instances_that_start_together_migrate_once; flavor = "multi_thread");
async fn instances_that_start_together_migrate_once(database: TestDatabase) {
    let starts: Vec<_> = (0..6)
        .map(|_| {
            let url = database.url.clone();
            tokio::spawn(async move { Store::connect(&url).await.unwrap() })
        })
        .collect();
    let mut stores = Vec::new();
    for start in starts {
        stores.push(start.await.unwrap());
    }
    with_user(&stores[0], "a@b.c").await;
    assert!(stores[5].user_by_email("a@b.c").await.unwrap().is_some());
}

/// The tables of a feature.
const FEATURE: Migrations = Migrations {
    feature: "things",
    sqlite: &[("0001_things", "CREATE TABLE things (id TEXT PRIMARY KEY)")],
    postgres: &[("0001_things", "CREATE TABLE things (id TEXT PRIMARY KEY)")],
};

databases::on_each!(the_tables_of_a_feature_are_made_once_and_have_a_history_of_their_own; flavor = "multi_thread");
async fn the_tables_of_a_feature_are_made_once_and_have_a_history_of_their_own(
    database: TestDatabase,
) {
    let starts: Vec<_> = (0..4)
        .map(|_| {
            let url = database.url.clone();
            tokio::spawn(async move { Store::connect_with(&url, &[&FEATURE]).await.unwrap() })
        })
        .collect();
    for start in starts {
        let store = start.await.unwrap();
        let mut db = store.write().await.unwrap();
        let sql = "INSERT INTO things (id) VALUES ($1)";
        assert_eq!(execute!(db, sql, new_id()).unwrap(), 1, "{}", store.kind());
    }
    // A command that knows nothing of the feature finds a database that it knows.
    Store::connect(&database.url)
        .await
        .unwrap()
        .ping()
        .await
        .unwrap();
}

databases::on_each!(a_feature_has_a_name_that_a_table_may_have);
async fn a_feature_has_a_name_that_a_table_may_have(database: TestDatabase) {
    static QUOTED: Migrations = Migrations {
        feature: "a\"b",
        sqlite: &[],
        postgres: &[],
    };
    let refused = Store::connect_with(&database.url, &[&QUOTED]).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))));
}

databases::on_each!(several_instances_write_at_the_same_time; flavor = "multi_thread");
async fn several_instances_write_at_the_same_time(database: TestDatabase) {
    let first = Store::connect(&database.url).await.unwrap();
    let user = with_user(&first, "a@b.c").await;
    let mut writers = Vec::new();
    for _ in 0..4 {
        let (store, user) = (Store::connect(&database.url).await.unwrap(), user.clone());
        writers.push(tokio::spawn(async move {
            for _ in 0..25 {
                store.record_events(&[an_event(&user, NOW)]).await.unwrap();
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(
        first.events_of(&user.id, 1_000, None).await.unwrap().len(),
        100
    );
}

on_each_store!(a_closed_store_is_unavailable);
async fn a_closed_store_is_unavailable(store: TestStore) {
    store.close().await;
    let error = store.ping().await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
    assert_eq!(
        AppError::from(error),
        AppError::retry_after(Code::Unavailable, 1)
    );
}

#[tokio::test]
async fn a_database_that_went_away_is_unavailable_soon() {
    let Some(database) = databases::postgres() else {
        return;
    };
    let store = Store::connect(&database.url).await.unwrap();
    store.ping().await.unwrap();
    drop(database);
    for _ in 0..3 {
        assert!(matches!(
            timeout(PATIENCE, store.ping()).await.unwrap(),
            Err(StoreError::Unavailable(_))
        ));
    }
}

#[tokio::test]
async fn a_server_that_never_answers_is_unavailable_in_time() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let pool = super::super::postgres::pool(
        format!("postgres://x@{}/x", silent.local_addr().unwrap())
            .parse()
            .unwrap(),
        false,
    );
    let store = Store::over(super::super::dialect::Db::Postgres(pool));
    assert!(matches!(
        timeout(PATIENCE, store.ping()).await.unwrap(),
        Err(StoreError::Unavailable(_))
    ));
}

#[tokio::test]
async fn an_unsupported_url_is_refused_without_its_password() {
    for url in [
        "mysql://root:hunter2@host/db",
        "root:hunter2@host/db",
        "root:hunter2://x",
        "",
        "sqlite://",
        "sqlite://:memory:",
        "postgres://u:hunter2@h:port/db",
    ] {
        let error = Store::connect(url).await.unwrap_err();
        assert!(
            matches!(error, StoreError::UnsupportedUrl(_)),
            "{url}: {error}"
        );
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let database = databases::sqlite();
    let store = Store::connect(&database.url).await.unwrap();
    with_user(&store, "a@b.c").await;
    let path = database.url.strip_prefix("sqlite://").unwrap();
    for file in [
        path.to_owned(),
        format!("{path}-wal"),
        format!("{path}-shm"),
    ] {
        assert_eq!(
            std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600,
            "{file}"
        );
    }
}

#[tokio::test]
async fn sqlite_syncs_every_commit_to_its_log() {
    let database = databases::sqlite();
    let store = Store::connect(&database.url).await.unwrap();
    let super::super::dialect::Db::Sqlite(pools) = &store.pools else {
        unreachable!()
    };
    let journal: String = sqlx::query_scalar("PRAGMA journal_mode")
        .fetch_one(&pools.writer)
        .await
        .unwrap();
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous")
        .fetch_one(&pools.writer)
        .await
        .unwrap();
    assert_eq!((journal.as_str(), synchronous), ("wal", 2));
    assert!(
        sqlx::query("DELETE FROM users")
            .execute(&pools.readers)
            .await
            .is_err()
    );
}
