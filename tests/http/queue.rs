//! One account that signs in over and over keeps nobody else out.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::{join_all, join3};

use crate::support::{ADMIN, App, EMAIL, PASSWORD, on_each_database, until};

const LOOPS: usize = 120;
const HONEST: usize = 3;
/// How many may wait.
const PLACES: usize = 64;

on_each_database!(a_hundred_loops_of_one_account_turn_away_themselves_and_no_one_else);
async fn a_hundred_loops_of_one_account_turn_away_themselves_and_no_one_else(app: App) {
    let held = app.passwords.hold().await.unwrap();
    let (anonymous, answered) = (app.anonymous(), AtomicUsize::new(0));
    let greedy = async || {
        let answer = anonymous.sign_in(EMAIL, PASSWORD).await;
        answered.fetch_add(1, Ordering::SeqCst);
        answer
    };
    let loops = join_all((0..LOOPS).map(|_| greedy()));
    let honest = async {
        until("the queue is full", async || {
            app.passwords.waiting() == PLACES
        })
        .await;
        join_all((0..HONEST).map(|_| anonymous.sign_in(ADMIN, PASSWORD))).await
    };
    let release = async {
        let turned_away = LOOPS + HONEST - PLACES;
        until("all wait or are turned away", async || {
            answered.load(Ordering::SeqCst) == turned_away
        })
        .await;
        drop(held);
    };
    let (loops, honest, ()) = join3(loops, honest, release).await;
    for answer in &honest {
        answer.is(200);
    }
    let turned_away = loops.iter().filter(|answer| answer.status == 429).count();
    assert_eq!(turned_away, LOOPS + HONEST - PLACES);
    assert_eq!(
        loops.iter().filter(|answer| answer.status == 200).count(),
        PLACES - HONEST
    );
}
