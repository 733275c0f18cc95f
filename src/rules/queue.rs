//! A fair queue for work on a few threads (ASVS 15.2.2). One account's work delays another's by one piece.
//!
//! Start-time fair queueing: each account has a virtual time, which each piece of its work advances by one. The lowest time is
//! served first. Ties go to the address that was served least, then to the earliest. A full queue drops the highest time, so that a
//! client that fills it crowds out itself. A lock is held for a walk over the queue.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::oneshot;

/// The number of pieces of its own work from which a refused client has filled the queue itself.
const GREEDY: u64 = 4;
/// The maximum number of virtual times. A client without one counts as new.
const MAX_FLOWS: usize = 4096;

/// The account and address that work is done for, as hashes that are only compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Claimant {
    /// The account, or one known device of it.
    pub account: u64,
    /// The address.
    pub address: u64,
}

/// The queue has refused the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Others have filled it.
    Full,
    /// The claimant has filled it.
    Greedy,
}

/// The queue. Clones are one queue.
#[derive(Clone, Debug)]
pub struct FairQueue(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    /// The number of pieces of work that may run at the same time.
    threads: usize,
    /// The number that may wait.
    places: usize,
    /// The maximum wait.
    patience: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    running: usize,
    waiting: Vec<Waiting>,
    accounts: Flows,
    addresses: Flows,
}

#[derive(Debug)]
struct Waiting {
    claimant: Claimant,
    /// The virtual times of account and address.
    times: (u64, u64),
    turn: oneshot::Sender<Result<Permit, Refused>>,
}

/// The virtual times of accounts or of addresses.
#[derive(Debug, Default)]
struct Flows {
    now: u64,
    last: HashMap<u64, u64>,
}

/// A permit to run. Dropping it lets the next one run.
#[derive(Debug)]
pub struct Permit(FairQueue);

impl FairQueue {
    /// Creates an empty queue.
    pub fn new(threads: usize, places: usize, patience: Duration) -> Self {
        Self(Arc::new(Parts {
            threads,
            places,
            patience,
            state: Mutex::default(),
        }))
    }

    /// Waits for a turn. Cancel safe.
    ///
    /// # Errors
    /// [`Refused`]: at once, when another claimant takes the place, or after the maximum wait.
    pub async fn enter(&self, claimant: Claimant) -> Result<Permit, Refused> {
        let (turn, result) = oneshot::channel();
        let loser = {
            let mut state = self.lock();
            let free = self.0.threads.saturating_sub(state.running);
            state.add(claimant, turn);
            (state.waiting.len() > self.0.places + free)
                .then(|| state.remove_greediest())
                .flatten()
        };
        if let Some((turn, refused)) = loser {
            drop(turn.send(Err(refused)));
        }
        self.serve();
        tokio::time::timeout(self.0.patience, result)
            .await
            .map_or(Err(Refused::Full), |turn| {
                turn.unwrap_or(Err(Refused::Full))
            })
    }

    /// Returns the number of waiting claimants.
    pub fn waiting(&self) -> usize {
        self.lock()
            .waiting
            .iter()
            .filter(|waiting| !waiting.turn.is_closed())
            .count()
    }

    /// Gives every free thread to the next in line.
    fn serve(&self) {
        loop {
            let turn = {
                let mut state = self.lock();
                if state.running >= self.0.threads {
                    return;
                }
                let Some(turn) = state.take_next() else {
                    return;
                };
                state.running += 1;
                turn
            };
            // Sent without the lock: one who has gone away gives the permit back, and dropping it takes the lock.
            drop(turn.send(Ok(Permit(self.clone()))));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn add(&mut self, claimant: Claimant, turn: oneshot::Sender<Result<Permit, Refused>>) {
        self.waiting.retain(|waiting| !waiting.turn.is_closed());
        if self.waiting.is_empty() && self.running == 0 {
            (self.accounts, self.addresses) = (Flows::default(), Flows::default());
        }
        let times = (
            self.accounts.next(claimant.account),
            self.addresses.next(claimant.address),
        );
        self.waiting.push(Waiting {
            claimant,
            times,
            turn,
        });
    }

    fn take_next(&mut self) -> Option<oneshot::Sender<Result<Permit, Refused>>> {
        let (at, _) = self
            .waiting
            .iter()
            .enumerate()
            .min_by_key(|(_, waiting)| waiting.times)?;
        let Waiting { times, turn, .. } = self.waiting.remove(at);
        self.accounts.serve(times.0);
        self.addresses.serve(times.1);
        Some(turn)
    }

    /// Removes the highest virtual time, the latest arrival among equals.
    fn remove_greediest(&mut self) -> Option<(oneshot::Sender<Result<Permit, Refused>>, Refused)> {
        let (at, _) = self
            .waiting
            .iter()
            .enumerate()
            .max_by_key(|(_, waiting)| waiting.times)?;
        let Waiting {
            claimant,
            times,
            turn,
        } = self.waiting.remove(at);
        let ahead = times
            .0
            .saturating_sub(self.accounts.now)
            .max(times.1.saturating_sub(self.addresses.now));
        self.accounts.give_back(claimant.account, times.0);
        self.addresses.give_back(claimant.address, times.1);
        Some((
            turn,
            if ahead >= GREEDY {
                Refused::Greedy
            } else {
                Refused::Full
            },
        ))
    }
}

impl Flows {
    fn next(&mut self, key: u64) -> u64 {
        if self.last.len() >= MAX_FLOWS {
            self.last.clear();
        }
        let time = self
            .last
            .get(&key)
            .map_or(self.now, |last| self.now.max(last + 1));
        self.last.insert(key, time);
        time
    }

    fn serve(&mut self, time: u64) {
        if time > self.now {
            self.now = time;
            self.last.retain(|_, last| *last >= time);
        }
    }

    /// One that was refused has not used its time.
    fn give_back(&mut self, key: u64, time: u64) {
        if self.last.get(&key) == Some(&time) {
            match time.checked_sub(1).filter(|last| *last >= self.now) {
                Some(last) => drop(self.last.insert(key, last)),
                None => drop(self.last.remove(&key)),
            }
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.lock().running -= 1;
        self.0.serve();
    }
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
