//! `kill -9` under load, again and again: nobody is signed out, and no session that a client was told of is lost. On the real binary.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use serde_json::Value;

use crate::{
    databases::{self, TestDatabase},
    support::{Server, until},
};

const CRASHES: u64 = 20;
const CLIENTS: usize = 8;
/// How many refreshes are answered between two crashes.
const WORK: u64 = 40;

/// A client that refreshes over and over, and uses what it gets.
async fn keep_going(
    server: Arc<Server>,
    mut tokens: Value,
    refreshed: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
) -> Value {
    while !stop.load(Ordering::SeqCst) {
        match server.refresh(&tokens).await {
            Some(newer) => {
                tokens = newer;
                refreshed.fetch_add(1, Ordering::SeqCst);
                let used = server
                    .ask("GET", "/api/me", tokens["access_token"].as_str(), None)
                    .await;
                assert!(
                    used.as_ref().is_none_or(|(status, _)| *status == 200),
                    "{used:?}"
                );
            }
            None => tokio::task::yield_now().await,
        }
    }
    tokens
}

async fn survives(database_url: String) {
    let server = Arc::new(Server::new(database_url));
    let mut running = server.start().await;
    let (refreshed, stop) = (
        Arc::new(AtomicU64::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        let tokens = server.sign_in().await.unwrap();
        clients.push(tokio::spawn(keep_going(
            Arc::clone(&server),
            tokens,
            Arc::clone(&refreshed),
            Arc::clone(&stop),
        )));
    }
    let mut told_of = Vec::new();
    for _ in 0..CRASHES {
        let enough = refreshed.load(Ordering::SeqCst) + WORK;
        until("the clients are at work", async || {
            refreshed.load(Ordering::SeqCst) >= enough || clients.iter().any(|c| c.is_finished())
        })
        .await;
        let (newcomer, ()) = tokio::join!(server.sign_in(), async { drop(running) });
        told_of.extend(newcomer);
        running = server.start().await;
    }
    stop.store(true, Ordering::SeqCst);
    for client in clients {
        told_of.push(client.await.unwrap());
    }
    for tokens in &told_of {
        assert!(server.refresh(tokens).await.is_some(), "a session was lost");
    }
}

databases::on_each!(nobody_is_signed_out_by_a_crash; flavor = "multi_thread", worker_threads = 2);
async fn nobody_is_signed_out_by_a_crash(database: TestDatabase) {
    survives(database.url.clone()).await;
}
