//! Shared statements: what many callers ask one by one is done by one task, many at a time.
//!
//! While one statement runs, what is asked meanwhile gathers, and the next statement does all of it: its commit, and the walk to the
//! database and back, are shared. Nobody ever waits for company: whoever comes alone is served alone, at once.

use tokio::sync::{mpsc, oneshot};

use super::{StoreError, dialect::bounded};

/// How many share a statement at most.
const TOGETHER: usize = 256;
/// How many wait at most before others have to wait for a place.
const QUEUE: usize = 1024;

type Asked<Q, A> = (Q, oneshot::Sender<Result<A, StoreError>>);

/// The near end of a task that answers questions together. The task ends with the last clone of this.
#[derive(Debug)]
pub(super) struct Shared<Q, A>(mpsc::Sender<Asked<Q, A>>);

impl<Q, A> Clone for Shared<Q, A> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<Q: Send + 'static, A: Send + 'static> Shared<Q, A> {
    /// Starts the task. `answer` gives one answer for each question, in their order, or fails for all of them.
    pub(super) fn start<F>(answer: impl Fn(Vec<Q>) -> F + Send + 'static) -> Self
    where
        F: Future<Output = Result<Vec<A>, StoreError>> + Send,
    {
        let (sender, mut waiting) = mpsc::channel::<Asked<Q, A>>(QUEUE);
        tokio::spawn(async move {
            let mut together = Vec::with_capacity(TOGETHER);
            while waiting.recv_many(&mut together, TOGETHER).await > 0 {
                // Who has given up is not served: with the database away, nothing would ever be left of the queue.
                let (questions, askers): (Vec<_>, Vec<_>) = together.drain(..).filter(|(_, asker)| !asker.is_closed()).unzip();
                if questions.is_empty() {
                    continue;
                }
                let answers = answer(questions).await;
                // Who has gone away in between needs no answer.
                match answers {
                    Ok(answers) => askers.into_iter().zip(answers).for_each(|(asker, answer)| drop(asker.send(Ok(answer)))),
                    Err(error) => askers.into_iter().for_each(|asker| drop(asker.send(Err(error.clone())))),
                }
            }
        });
        Self(sender)
    }

    /// Asks, together with whoever else is asking.
    ///
    /// # Errors
    /// The statement's, which all of them share; [`StoreError::Unavailable`] after a few seconds in the queue.
    pub(super) async fn ask(&self, question: Q) -> Result<A, StoreError> {
        let gone = || StoreError::from(sqlx::Error::WorkerCrashed);
        bounded(async {
            let (asker, answer) = oneshot::channel();
            self.0.send((question, asker)).await.map_err(|_| gone())?;
            answer.await.map_err(|_| gone())?
        })
        .await
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::{Arc, Mutex};

    use futures::future::join_all;
    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test]
    async fn who_asks_while_another_is_served_shares_the_next_statement() {
        let gate = Arc::new(Semaphore::new(0));
        let shared = Shared::start({
            let gate = Arc::clone(&gate);
            move |questions: Vec<u32>| {
                let gate = Arc::clone(&gate);
                async move {
                    gate.acquire().await.unwrap().forget();
                    let together = questions.len();
                    Ok(questions.into_iter().map(|question| (question, together)).collect())
                }
            }
        });
        let asked: Vec<_> = (0..5)
            .map(|question| {
                let shared = shared.clone();
                tokio::spawn(async move { shared.ask(question).await.unwrap() })
            })
            .collect();
        // All five have asked before the first is answered.
        tokio::task::yield_now().await;
        gate.add_permits(5);
        let answers: Vec<(u32, usize)> = join_all(asked).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(answers.iter().map(|(question, _)| *question).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
        assert!(answers.iter().any(|(_, together)| *together > 1), "{answers:?}");
    }

    #[tokio::test]
    async fn who_has_gone_away_is_not_served() {
        let (gate, served) = (Arc::new(Semaphore::new(0)), Arc::new(Mutex::new(Vec::new())));
        let shared = Shared::start({
            let (gate, served) = (Arc::clone(&gate), Arc::clone(&served));
            move |questions: Vec<u32>| {
                let gate = Arc::clone(&gate);
                served.lock().unwrap().extend(questions.clone());
                async move {
                    gate.acquire().await.unwrap().forget();
                    Ok(questions)
                }
            }
        });
        let ask = |question| {
            let shared = shared.clone();
            tokio::spawn(async move { shared.ask(question).await })
        };
        let first = ask(1);
        tokio::task::yield_now().await;
        let (gone, stays) = (ask(2), ask(3));
        tokio::task::yield_now().await;
        gone.abort();
        gone.await.unwrap_err();
        gate.add_permits(3);
        assert_eq!((first.await.unwrap().unwrap(), stays.await.unwrap().unwrap()), (1, 3));
        assert_eq!(*served.lock().unwrap(), [1, 3]);
    }

    #[tokio::test]
    async fn a_failure_is_everybodys() {
        let shared = Shared::<u32, u32>::start(|_| async { Err(StoreError::Duplicate) });
        let answers = join_all((0..3).map(|question| shared.ask(question))).await;
        assert!(answers.iter().all(|answer| matches!(answer, Err(StoreError::Duplicate))));
    }
}
