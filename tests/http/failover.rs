//! A failover that loses commits: the standby was cut off for a while before it was promoted. Nobody is signed out, for a refresh
//! token that is ahead of the database rolls the session forward. On the real binary, as a part of `make soak`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::task::block_in_place;

use crate::support::{Cluster, FailoverProxy, Server, decoded, until};

const SESSIONS: usize = 40;
/// For how long the standby misses what is committed.
const CUT_OFF: Duration = Duration::from_secs(2);
/// A client's pause after each answer.
const PAUSE: Duration = Duration::from_millis(20);
const DATABASE: &str = "latchkey";

/// What a client has come to.
#[derive(Default)]
struct Progress {
    session: String,
    /// The generation of its newest token.
    generation: AtomicU64,
    /// How many refreshes were answered with new tokens.
    refreshed: AtomicU64,
    /// From the first try at a refresh to its answer, in milliseconds.
    longest_wait: AtomicU64,
}

fn claim(tokens: &Value, name: &str) -> Value {
    let token = tokens["access_token"].as_str().unwrap();
    decoded(token.split('.').nth(1).unwrap())[name].clone()
}

/// Refreshes with the newest token over and over; where there is no answer, tries again with the same.
async fn keep_refreshing(
    server: Arc<Server>,
    mut tokens: Value,
    progress: Arc<Progress>,
    stop: Arc<AtomicBool>,
) -> Value {
    let mut asked = Instant::now();
    while !stop.load(Ordering::SeqCst) {
        if let Some(newer) = server.refresh(&tokens).await {
            tokens = newer;
            let generation = claim(&tokens, "gen").as_u64().unwrap();
            let waited = u64::try_from(asked.elapsed().as_millis()).unwrap();
            progress.generation.store(generation, Ordering::SeqCst);
            progress.longest_wait.fetch_max(waited, Ordering::SeqCst);
            progress.refreshed.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(PAUSE).await;
            asked = Instant::now();
        } else {
            tokio::time::sleep(PAUSE).await;
        }
    }
    tokens
}

/// Waits until every client has refreshed `times` more.
async fn each_refreshes(clients: &[Arc<Progress>], times: u64) {
    let enough: Vec<u64> = clients
        .iter()
        .map(|client| client.refreshed.load(Ordering::SeqCst) + times)
        .collect();
    until("every session is refreshed", async || {
        clients
            .iter()
            .zip(&enough)
            .all(|(client, enough)| client.refreshed.load(Ordering::SeqCst) >= *enough)
    })
    .await;
}

fn longest_wait(clients: &[Arc<Progress>]) -> u64 {
    clients
        .iter()
        .map(|client| client.longest_wait.swap(0, Ordering::SeqCst))
        .max()
        .unwrap_or_default()
}

/// How many sessions the standby knows at an older generation than their clients hold, and how many generations it misses in all.
async fn lost(standby: &Cluster, clients: &[Arc<Progress>]) -> (usize, u64) {
    let (mut sessions, mut generations) = (0, 0);
    for client in clients {
        let query = format!(
            "SELECT generation FROM sessions WHERE id = '{}'",
            client.session
        );
        let held = client.generation.load(Ordering::SeqCst);
        let kept = u64::try_from(standby.number(DATABASE, &query).await).unwrap();
        generations += held.saturating_sub(kept);
        sessions += usize::from(held > kept);
    }
    (sessions, generations)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "starts two PostgreSQL clusters and HAProxy: make soak"]
async fn a_failover_that_loses_commits_signs_nobody_out() {
    let primary = block_in_place(Cluster::primary);
    let standby = block_in_place(|| Cluster::standby_of(&primary));
    let proxy = FailoverProxy::start(&primary, &standby).await;
    let server = Arc::new(Server::new(proxy.url(DATABASE)));
    let _running = server.start().await;

    let stop = Arc::new(AtomicBool::new(false));
    let (mut clients, mut tasks) = (Vec::new(), Vec::new());
    for _ in 0..SESSIONS {
        let tokens = server.sign_in().await.unwrap();
        let progress = Arc::new(Progress {
            session: claim(&tokens, "sid").as_str().unwrap().to_owned(),
            ..Progress::default()
        });
        clients.push(Arc::clone(&progress));
        tasks.push(tokio::spawn(keep_refreshing(
            Arc::clone(&server),
            tokens,
            progress,
            Arc::clone(&stop),
        )));
    }
    let ids: Vec<String> = clients
        .iter()
        .map(|client| format!("'{}'", client.session))
        .collect();
    let known = format!(
        "SELECT count(*) FROM sessions WHERE id IN ({})",
        ids.join(", ")
    );
    until("the standby knows every session", async || {
        standby.number(DATABASE, &known).await == i64::try_from(SESSIONS).unwrap()
    })
    .await;
    each_refreshes(&clients, 2).await;
    let usual = longest_wait(&clients);

    standby.cut_off_from(&primary).await;
    let cut = Instant::now();
    each_refreshes(&clients, 2).await;
    tokio::time::sleep(CUT_OFF.saturating_sub(cut.elapsed())).await;
    block_in_place(|| primary.kill());
    let (behind, generations) = lost(&standby, &clients).await;
    block_in_place(|| standby.promote());
    each_refreshes(&clients, 2).await;
    let waited = longest_wait(&clients);

    stop.store(true, Ordering::SeqCst);
    let mut forward = 0;
    for task in tasks {
        // A client that was answered anything but new tokens or 503 has panicked.
        let newest = task.await.unwrap();
        let tokens = server
            .refresh(&newest)
            .await
            .expect("the newest token is answered");
        let me = server
            .ask("GET", "/api/me", tokens["access_token"].as_str(), None)
            .await;
        assert!(matches!(me, Some((200, _))), "{me:?}");
        forward += 1;
    }
    println!(
        "failover: {behind} of {SESSIONS} sessions had lost commits ({generations} generations), {forward} rolled forward; \
         longest wait {waited} ms, before it {usual} ms"
    );
    assert_eq!((behind, forward), (SESSIONS, SESSIONS));
}
