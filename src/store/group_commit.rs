//! Group commit: one task executes the calls of many callers together.
//!
//! While one statement runs, new calls gather, and the next statement executes all of them. They share its commit and its round
//! trip. A single call is executed immediately.

use tokio::sync::{mpsc, oneshot};

use super::{StoreError, dialect::bounded, tasks::caught};

/// The maximum number of calls in a statement.
const TOGETHER: usize = 256;
/// The capacity of the queue.
const QUEUE: usize = 1024;

/// The answer to one call.
pub(super) type Answer<A> = Result<A, StoreError>;

type Asked<Q, A> = (Q, oneshot::Sender<Answer<A>>);

/// The sender to a task that executes calls together. The task ends with its last clone.
#[derive(Debug)]
pub(super) struct GroupCommit<Q, A>(mpsc::Sender<Asked<Q, A>>);

impl<Q, A> Clone for GroupCommit<Q, A> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<Q: Clone + Send + 'static, A: Send + 'static> GroupCommit<Q, A> {
    /// Starts the task. `answer` returns one answer for each call, in their order, or fails for all of them.
    pub(super) fn start<F>(
        name: &'static str,
        answer: impl Fn(Vec<Q>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Vec<Answer<A>>, StoreError>> + Send,
    {
        // Boxed: it would be moved with every future around it.
        let answer = move |questions| Box::pin(answer(questions));
        let (sender, mut waiting) = mpsc::channel::<Asked<Q, A>>(QUEUE);
        tokio::spawn(async move {
            let mut together = Vec::with_capacity(TOGETHER);
            while waiting.recv_many(&mut together, TOGETHER).await > 0 {
                // Who has given up is not served: with the database away, nothing would ever be left of the queue.
                let asked: Vec<_> = together
                    .drain(..)
                    .filter(|(_, asker)| !asker.is_closed())
                    .collect();
                if let Some(asked) = serve(name, &answer, asked).await {
                    // One of them is what the statement failed for. Each alone, so that only that one is told.
                    for one in asked {
                        serve(name, &answer, vec![one]).await;
                    }
                }
            }
        });
        Self(sender)
    }

    /// Executes a call, together with concurrent ones.
    ///
    /// # Errors
    /// The call's own error; the statement's error if the database is unavailable, which all share; [`StoreError::Unavailable`]
    /// after a few seconds in the queue.
    pub(super) async fn ask(&self, question: Q) -> Answer<A> {
        bounded(async {
            let (asker, answer) = oneshot::channel();
            self.0
                .send((question, asker))
                .await
                .map_err(|_| crashed())?;
            answer.await.map_err(|_| crashed())?
        })
        .await
    }
}

/// Executes calls with one statement. Returns them if it failed or panicked because of one of several calls.
async fn serve<Q: Clone, A, F>(
    name: &'static str,
    answer: impl Fn(Vec<Q>) -> F,
    asked: Vec<Asked<Q, A>>,
) -> Option<Vec<Asked<Q, A>>>
where
    F: Future<Output = Result<Vec<Answer<A>>, StoreError>>,
{
    if asked.is_empty() {
        return None;
    }
    let questions = asked.iter().map(|(question, _)| question.clone()).collect();
    let answers = match caught(name, async { answer(questions).await }).await {
        Some(Ok(answers)) => answers,
        Some(Err(error)) if asked.len() == 1 || error.is_of_the_database() => {
            asked.iter().map(|_| Err(error.clone())).collect()
        }
        None if asked.len() == 1 => vec![Err(crashed())],
        _ => return Some(asked),
    };
    // Who has gone away in between needs no answer.
    asked
        .into_iter()
        .zip(answers)
        .for_each(|((_, asker), answer)| drop(asker.send(answer)));
    None
}

fn crashed() -> StoreError {
    sqlx::Error::WorkerCrashed.into()
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
        let shared = GroupCommit::start("test", {
            let gate = Arc::clone(&gate);
            move |questions: Vec<u32>| {
                let gate = Arc::clone(&gate);
                async move {
                    gate.acquire().await.unwrap().forget();
                    let together = questions.len();
                    Ok(questions
                        .into_iter()
                        .map(|question| Ok((question, together)))
                        .collect())
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
        let answers: Vec<(u32, usize)> = join_all(asked)
            .await
            .into_iter()
            .map(Result::unwrap)
            .collect();
        assert_eq!(
            answers
                .iter()
                .map(|(question, _)| *question)
                .collect::<Vec<_>>(),
            [0, 1, 2, 3, 4]
        );
        assert!(
            answers.iter().any(|(_, together)| *together > 1),
            "{answers:?}"
        );
    }

    #[tokio::test]
    async fn who_has_gone_away_is_not_served() {
        let (gate, served) = (
            Arc::new(Semaphore::new(0)),
            Arc::new(Mutex::new(Vec::new())),
        );
        let shared = GroupCommit::start("test", {
            let (gate, served) = (Arc::clone(&gate), Arc::clone(&served));
            move |questions: Vec<u32>| {
                let gate = Arc::clone(&gate);
                served.lock().unwrap().extend(questions.clone());
                async move {
                    gate.acquire().await.unwrap().forget();
                    Ok(questions.into_iter().map(Ok).collect())
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
        assert_eq!(
            (first.await.unwrap().unwrap(), stays.await.unwrap().unwrap()),
            (1, 3)
        );
        assert_eq!(*served.lock().unwrap(), [1, 3]);
    }

    /// Answers twice the number, fails with `failure` for a batch that holds 7, and panics for one that holds 13.
    fn unlucky(failure: StoreError) -> GroupCommit<u32, u32> {
        GroupCommit::start("test", move |numbers: Vec<u32>| {
            let failure = failure.clone();
            async move {
                assert!(!numbers.contains(&13), "on purpose");
                if numbers.contains(&7) {
                    Err(failure)
                } else {
                    Ok(numbers.into_iter().map(|number| Ok(number * 2)).collect())
                }
            }
        })
    }

    #[tokio::test]
    async fn a_question_that_fails_or_panics_harms_no_other() {
        for unlucky_one in [7, 13] {
            let shared = unlucky(StoreError::Refused("on purpose"));
            // Twice: the task goes on.
            for _ in 0..2 {
                let answers =
                    join_all([1, unlucky_one, 2].map(|question| shared.ask(question))).await;
                assert!(matches!(answers[..], [Ok(2), Err(_), Ok(4)]), "{answers:?}");
            }
        }
    }

    #[tokio::test]
    async fn a_database_that_is_away_is_away_for_all() {
        let shared = unlucky(StoreError::from(sqlx::Error::PoolTimedOut));
        let answers = join_all([1, 7, 2].map(|question| shared.ask(question))).await;
        assert!(
            answers
                .iter()
                .all(|answer| matches!(answer, Err(StoreError::Unavailable(_)))),
            "{answers:?}"
        );
    }
}
