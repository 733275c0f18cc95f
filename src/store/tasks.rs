//! Supervises tasks: catches and counts a panic in one of their turns, and starts the next turn after a pause.

use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use futures::FutureExt as _;

/// The longest pause after panics in a row.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The tasks of a process. Clones share the list.
#[derive(Clone, Debug, Default)]
pub struct Tasks(Arc<Mutex<Vec<Task>>>);

/// One task: its name, and the number of panics in a row.
#[derive(Clone, Debug)]
pub struct Task {
    name: &'static str,
    panics: Arc<AtomicU32>,
}

impl Tasks {
    /// Adds a running task.
    pub fn add(&self, name: &'static str) -> Task {
        let task = Task {
            name,
            panics: Arc::default(),
        };
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(task.clone());
        task
    }

    /// Returns the names of the tasks whose last turn panicked.
    pub fn down(&self) -> Vec<&'static str> {
        let tasks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tasks
            .iter()
            .filter(|task| task.panics.load(Ordering::Relaxed) > 0)
            .map(|task| task.name)
            .collect()
    }
}

impl Task {
    /// Runs a turn to its end. Returns `None` if it panicked, after a pause that grows with each panic in a row.
    pub async fn turn<T>(&self, turn: impl Future<Output = T>) -> Option<T> {
        let done = caught(self.name, turn).await;
        if done.is_some() {
            self.is_well();
        } else {
            let before = self.panics.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(
                (Duration::from_millis(100) * (1 << before.min(10))).min(LONGEST_PAUSE),
            )
            .await;
        }
        done
    }

    /// Marks the task as running, within a turn that does not end.
    pub fn is_well(&self) {
        self.panics.store(0, Ordering::Relaxed);
    }
}

/// Returns the outcome of `work`. Counts a panic and returns `None`.
pub async fn caught<T>(name: &'static str, work: impl Future<Output = T>) -> Option<T> {
    // Whatever was half changed is dropped with the future.
    let done = AssertUnwindSafe(work).catch_unwind().await.ok();
    if done.is_none() {
        metrics::counter!("latchkey_task_panics_total", "task" => name).increment(1);
        tracing::error!(task = name, "a background task panicked and goes on");
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_is_down_from_a_panic_to_its_next_good_turn() {
        let tasks = Tasks::default();
        let (task, _other) = (tasks.add("task"), tasks.add("other"));
        assert_eq!(task.turn(async { 1 }).await, Some(1));
        let begun = std::time::Instant::now();
        for _ in 0..2 {
            assert_eq!(
                task.turn(async {
                    if tasks.down().len() < 9 {
                        panic!("on purpose")
                    }
                })
                .await,
                None
            );
            assert_eq!(tasks.down(), ["task"]);
        }
        assert!(begun.elapsed() >= Duration::from_millis(100 + 200));
        assert_eq!(task.turn(async { 2 }).await, Some(2));
        assert!(tasks.down().is_empty());
    }
}
