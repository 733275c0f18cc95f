//! Who is served first, and who is turned away.

#![allow(clippy::unwrap_used)]

use std::sync::mpsc;

use tokio::task::{JoinHandle, yield_now};

use super::*;

fn claimant(account: u64, address: u64) -> Claimant {
    Claimant { account, address }
}

fn queue(places: usize) -> FairQueue {
    FairQueue::new(1, places, Duration::from_secs(60))
}

/// Waits in the queue, and says so when its turn has come.
async fn wait(
    queue: &FairQueue,
    who: Claimant,
    served: &mpsc::Sender<Claimant>,
) -> JoinHandle<Result<(), Refused>> {
    let (queue, served) = (queue.clone(), served.clone());
    let task = tokio::spawn(async move {
        let _permit = queue.enter(who).await?;
        served.send(who).unwrap();
        Ok(())
    });
    yield_now().await;
    task
}

#[tokio::test]
async fn an_account_that_fills_the_queue_delays_nobody_by_more_than_one() {
    let queue = queue(64);
    let (sender, served) = mpsc::channel();
    let held = queue.enter(claimant(1, 1)).await.unwrap();
    for _ in 0..64 {
        wait(&queue, claimant(1, 1), &sender).await;
    }
    // Another account from the same address, another address, and a third from an address of its own.
    let honest = [claimant(2, 1), claimant(3, 3), claimant(4, 4)];
    let mut tasks = Vec::new();
    for who in honest {
        tasks.push(wait(&queue, who, &sender).await);
    }
    drop(held);
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let order: Vec<Claimant> = served.try_iter().collect();
    let mut first: Vec<Claimant> = order.into_iter().take(3).collect();
    first.sort_by_key(|who| who.account);
    assert_eq!(first, honest, "before all of the greedy one's");
}

#[tokio::test]
async fn an_address_that_tries_many_accounts_comes_after_others() {
    let queue = queue(64);
    let (sender, served) = mpsc::channel();
    let held = queue.enter(claimant(1, 9)).await.unwrap();
    for account in 2..60 {
        wait(&queue, claimant(account, 9), &sender).await;
    }
    wait(&queue, claimant(100, 1), &sender).await;
    drop(held);
    while queue.waiting() > 0 {
        yield_now().await;
    }
    assert_eq!(served.recv().unwrap(), claimant(100, 1));
}

#[tokio::test]
async fn a_full_queue_turns_away_the_greedy_and_recovers() {
    let queue = queue(5);
    let (sender, _served) = mpsc::channel();
    let held = queue.enter(claimant(9, 9)).await.unwrap();
    let mut greedy = Vec::new();
    for _ in 0..5 {
        greedy.push(wait(&queue, claimant(1, 1), &sender).await);
    }
    assert_eq!(
        queue.enter(claimant(1, 1)).await.err(),
        Some(Refused::Greedy)
    );
    let honest = wait(&queue, claimant(2, 2), &sender).await;
    assert_eq!(
        greedy.pop().unwrap().await.unwrap(),
        Err(Refused::Greedy),
        "its last place is given to somebody else"
    );
    drop(held);
    for task in greedy.into_iter().chain([honest]) {
        task.await.unwrap().unwrap();
    }
    assert!(queue.enter(claimant(1, 1)).await.is_ok());
}

#[tokio::test]
async fn strangers_that_fill_it_are_told_to_come_back() {
    let queue = queue(1);
    let (sender, _served) = mpsc::channel();
    let _held = queue.enter(claimant(1, 1)).await.unwrap();
    wait(&queue, claimant(2, 2), &sender).await;
    assert_eq!(queue.enter(claimant(3, 3)).await.err(), Some(Refused::Full));
}

#[tokio::test]
async fn one_who_has_gone_away_holds_no_place_and_no_thread() {
    let queue = queue(1);
    let (sender, served) = mpsc::channel();
    let held = queue.enter(claimant(1, 1)).await.unwrap();
    let gone = wait(&queue, claimant(2, 2), &sender).await;
    gone.abort();
    gone.await.unwrap_err();
    let stays = wait(&queue, claimant(3, 3), &sender).await;
    drop(held);
    stays.await.unwrap().unwrap();
    assert_eq!(served.try_iter().collect::<Vec<_>>(), [claimant(3, 3)]);
}

#[tokio::test]
async fn nobody_waits_for_ever() {
    let queue = FairQueue::new(1, 1, Duration::ZERO);
    let _held = queue.enter(claimant(1, 1)).await.unwrap();
    assert_eq!(queue.enter(claimant(2, 2)).await.err(), Some(Refused::Full));
}
