//! Those who wait for one thing to happen. Pure: no timer, no browser.

use futures::channel::oneshot::{Receiver, Sender, channel};

/// Calls that wait. One that is dropped leaves at once, whether or not the thing happens.
#[derive(Debug)]
pub struct Queue<T>(Vec<Sender<T>>);

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Clone> Queue<T> {
    /// Joins. What comes back is cancelled where the queue goes away before anything has happened.
    pub fn join(&mut self) -> Receiver<T> {
        self.0.retain(|waiting| !waiting.is_canceled());
        let (sender, receiver) = channel();
        self.0.push(sender);
        receiver
    }

    /// It has happened: everybody goes on, in the order in which they came.
    pub fn settle(self, outcome: &T) {
        for waiting in self.0 {
            // Who has been dropped since needs no answer.
            drop(waiting.send(outcome.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[test]
    fn all_who_wait_hear_of_it() {
        let mut queue = Queue::default();
        let (first, second) = (queue.join(), queue.join());
        queue.settle(&7);
        assert_eq!(
            (first.now_or_never(), second.now_or_never()),
            (Some(Ok(7)), Some(Ok(7)))
        );
    }

    #[test]
    fn a_dropped_call_is_gone_at_once() {
        let mut queue = Queue::default();
        drop(queue.join());
        let stays = queue.join();
        assert_eq!(queue.0.len(), 1);
        queue.settle(&());
        assert_eq!(stays.now_or_never(), Some(Ok(())));
    }

    #[test]
    fn nobody_waits_for_a_queue_that_is_gone() {
        let mut queue = Queue::<()>::default();
        let waiting = queue.join();
        drop(queue);
        assert!(
            waiting
                .now_or_never()
                .is_some_and(|outcome| outcome.is_err())
        );
    }
}
