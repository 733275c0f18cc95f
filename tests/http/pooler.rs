//! Behind PgBouncer, in both of its modes: the server starts, and sessions live, advance and end as they do without it.

use std::sync::Arc;

use futures::future::join_all;
use latchkey::{rules::clock::Clock, store::Store};
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

use crate::support::{App, Bouncer, on_postgres, until};

async fn in_each_mode(test: impl AsyncFn(App, App)) {
    for mode in ["session", "transaction"] {
        on_postgres(async |database| {
            // A pooler cannot make a database.
            let (server, name) = database
                .url
                .split('?')
                .next()
                .unwrap()
                .rsplit_once('/')
                .unwrap();
            let mut connection = PgConnection::connect(&format!("{server}/postgres"))
                .await
                .unwrap();
            connection
                .execute(AssertSqlSafe(format!("CREATE DATABASE {name}")))
                .await
                .unwrap();
            let Some(bouncer) = Bouncer::start(&database.url, mode).await else {
                return;
            };
            println!("PgBouncer in {mode} mode");
            let through = [("LATCHKEY_DATABASE_URL", bouncer.url.as_str())];
            let first = App::at_url(&database, Clock::system(), &bouncer.url).await;
            let second = first.beside(&through).await;
            test(first, second).await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_starts_and_serves_behind_a_pooler() {
    in_each_mode(async |app, beside| {
        let mut program = app.program().await;
        let note = program
            .post("/api/notes", &json!({"text": "through the pooler"}))
            .await
            .is(201)
            .json();
        assert_eq!(program.get("/api/notes").await.is(200).json()[0], note);
        program.refresh().await.is(200);
        program.get("/api/data").await.is(200);
        // What one instance ends stops working on the other, also where nothing can be heard of it.
        let elsewhere = beside.program().await;
        crate::support::Ask::get("/api/me")
            .bearer(&program.access)
            .to(&beside)
            .await
            .is(200);
        app.anonymous()
            .post(
                "/api/token/revoke",
                &json!({"refresh_token": program.refresh}),
            )
            .await
            .is(204);
        until(
            "the other instance knows that the session has ended",
            async || {
                crate::support::Ask::get("/api/me")
                    .bearer(&program.access)
                    .to(&beside)
                    .await
                    .status
                    == 401
            },
        )
        .await;
        elsewhere.get("/api/me").await.is(200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_sessions_advance_at_once_behind_a_pooler() {
    in_each_mode(async |app, beside| {
        let mut programs = Vec::new();
        for _ in 0..8 {
            programs.push(app.program().await);
        }
        for _ in 0..3 {
            let answers = join_all(programs.iter().flat_map(|program| {
                // Each token at both instances at the same time: one rotation, one successor.
                [
                    app.anonymous().refresh(&program.refresh),
                    beside.anonymous().refresh(&program.refresh),
                ]
            }))
            .await;
            for (program, pair) in programs.iter_mut().zip(answers.chunks(2)) {
                assert_eq!(
                    pair[0].is(200).json()["refresh_token"],
                    pair[1].is(200).json()["refresh_token"]
                );
                program.adopt(&pair[0]);
            }
        }
        assert_eq!(
            app.number("SELECT count(*) FROM sessions WHERE generation = 4")
                .await,
            8
        );
    })
    .await;
}

#[tokio::test]
async fn many_starts_at_once_behind_a_pooler_migrate_once() {
    on_postgres(async |database| {
        let (server, name) = database
            .url
            .split('?')
            .next()
            .unwrap()
            .rsplit_once('/')
            .unwrap();
        let mut connection = PgConnection::connect(&format!("{server}/postgres"))
            .await
            .unwrap();
        connection
            .execute(AssertSqlSafe(format!("CREATE DATABASE {name}")))
            .await
            .unwrap();
        let Some(bouncer) = Bouncer::start(&database.url, "transaction").await else {
            return;
        };
        let bouncer = Arc::new(bouncer);
        let started = join_all((0..4).map(|_| {
            let url = format!("{}?pool_mode=transaction", bouncer.url);
            async move { Store::connect(&url).await.unwrap() }
        }))
        .await;
        for store in &started {
            store.ping().await.unwrap();
            store.close().await;
        }
    })
    .await;
}
