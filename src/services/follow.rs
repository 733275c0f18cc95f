//! Follows the changes of other processes: ended sessions, new and removed keys. Polls twice a second, is notified at once by
//! PostgreSQL, and tracks how far it is behind.

use std::time::Duration;

use tokio::{
    sync::{Mutex, Notify},
    time::MissedTickBehavior,
};

use crate::{
    ids::SessionId,
    rules::{
        clock::{Clock, millis},
        freshness::{Freshness, Point},
    },
    store::{Notification, StoreError, Task},
};

use super::{BuildError, Domain, correct, keys::Plan};

/// The poll interval. A revoked session's access tokens stop working within a second on every instance: this interval plus one
/// query. A notification makes it sooner.
const POLL: Duration = Duration::from_millis(500);
/// The overlap of polls. A commit becomes visible later than its time, and a token in the making carries a later one. Each poll
/// looks back this far before the last successful one, and an ended session stays on the denylist for so much longer.
const SLACK: Duration = Duration::from_secs(120);
/// The pause before listening or polling again after a failure.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);
const ASK_AGAIN: Duration = Duration::from_millis(100);
/// The maximum time that a request waits for this instance to catch up.
const WAIT: Duration = Duration::from_secs(1);
/// The interval of warnings about a lasting failure.
const WARN_AGAIN: Duration = Duration::from_secs(60);

/// The state of following the other instances.
pub(super) struct Following {
    freshness: Freshness,
    plan: Mutex<Plan>,
    /// Wakes the poll.
    wanted: Notify,
    /// A poll has succeeded or failed.
    asked: Notify,
}

impl Following {
    pub(super) fn new(clock: Clock, plan: Plan) -> Self {
        Self {
            freshness: Freshness::new(clock),
            plan: Mutex::new(plan),
            wanted: Notify::new(),
            asked: Notify::new(),
        }
    }
}

/// Polls the database at intervals and on demand. Retries after a failure.
pub(super) async fn follow(domain: Domain, task: Task) {
    let mut ticks = tokio::time::interval(POLL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut trouble = Trouble::default();
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = domain.following.wanted.notified() => {}
        }
        let followed = task.turn(domain.follow_once()).await;
        if !matches!(followed, Some(Ok(()))) {
            domain.following.freshness.failed();
        }
        domain.following.asked.notify_waiters();
        domain.clock.has_jumped(Duration::ZERO);
        domain.revoked_sessions.forget_old(domain.clock.now());
        match followed {
            Some(Ok(())) => trouble.is_over("other instances are followed again"),
            None => tokio::time::sleep(ASK_AGAIN).await,
            Some(Err(error)) => {
                trouble.goes_on(
                    &error,
                    "what other instances did could not be read: access tokens are refused soon",
                );
                tokio::time::sleep(ASK_AGAIN).await;
            }
        }
    }
}

/// Listens for notifications of other instances.
pub(super) async fn listen(domain: Domain, task: Task) {
    let mut trouble = Trouble::default();
    loop {
        match task.turn(domain.listen_once(&mut trouble, &task)).await {
            None => {}
            Some(Ok(())) => return,
            Some(Err(error)) => trouble.goes_on(
                &error,
                "notices of other instances cannot be heard: they are asked for twice a second",
            ),
        }
        tokio::time::sleep(LISTEN_AGAIN).await;
    }
}

impl Domain {
    /// Returns whether an access token may be accepted now.
    pub(super) fn is_caught_up(&self) -> bool {
        self.following.freshness.may_believe()
    }

    /// Returns whether this instance is up to date.
    pub(super) fn is_fresh(&self) -> bool {
        self.following.freshness.is_fresh()
    }

    /// Waits until this instance has caught up, for a second at most. Does not wait again at once for a database that does not
    /// answer.
    pub async fn catch_up(&self) {
        let freshness = &self.following.freshness;
        let begun = freshness.moment();
        let caught_up = async {
            loop {
                let asked = self.following.asked.notified();
                if freshness.may_believe() || freshness.has_failed_since(begun) {
                    return;
                }
                self.following.wanted.notify_one();
                asked.await;
            }
        };
        if tokio::time::timeout(WAIT, caught_up).await.is_err() {
            freshness.failed();
        }
    }

    async fn follow_once(&self) -> Result<(), BuildError> {
        correct(&self.clock, &self.store).await?;
        let begun = self.following.freshness.moment();
        self.learn_revocations(begun).await?;
        self.follow_keys(&mut *self.following.plan.lock().await)
            .await?;
        self.follow_secrets().await?;
        self.following.freshness.caught_up(begun);
        Ok(())
    }

    /// Runs until the connection is lost for good. Returns `Ok` at once on a database without notifications.
    async fn listen_once(&self, trouble: &mut Trouble, task: &Task) -> Result<(), StoreError> {
        let Some(mut notices) = self.store.notifications().await? else {
            return Ok(());
        };
        trouble.is_over("notices of other instances are heard again");
        task.is_well();
        // What was told while nobody listened.
        self.following.wanted.notify_one();
        loop {
            match notices.next().await? {
                Some(Notification::Keys) => self.following.wanted.notify_one(),
                Some(Notification::Ended(session)) => self.deny([session]),
                None => {
                    tracing::warn!(
                        "the connection for notices of other instances was lost, and is made anew"
                    );
                    self.following.wanted.notify_one();
                }
            }
        }
    }

    /// Reads the sessions that any instance has ended since the last poll and whose tokens may not have expired.
    pub(super) async fn learn_revocations(&self, begun: Point) -> Result<(), StoreError> {
        let (life, slack) = (millis(self.access_tokens.longest_life()), millis(SLACK));
        let since = self.following.freshness.known_until().max(begun.now - life) - slack;
        let ended = self.store.revoked_since(since).await?;
        self.revoked_sessions
            .add(ended.into_iter().map(|(id, at)| (id, at + life + slack)));
        Ok(())
    }

    /// Reads at the start everything that was ended before.
    pub(super) async fn learn_all(&self) -> Result<(), StoreError> {
        let begun = self.following.freshness.moment();
        self.learn_revocations(begun).await?;
        self.following.freshness.caught_up(begun);
        Ok(())
    }

    /// Adds sessions that were just ended to the denylist of this instance.
    pub(super) fn deny(&self, ended: impl IntoIterator<Item = SessionId>) {
        let until = self.clock.now() + millis(self.access_tokens.longest_life()) + millis(SLACK);
        self.revoked_sessions
            .add(ended.into_iter().map(|id| (id, until)));
    }
}

/// Logs a failure that may last for hours, at intervals.
#[derive(Default)]
struct Trouble(Option<tokio::time::Instant>);

impl Trouble {
    fn goes_on(&mut self, error: &dyn std::fmt::Display, what: &'static str) {
        if self.0.is_none_or(|told| told.elapsed() >= WARN_AGAIN) {
            tracing::warn!(%error, "{what}");
            self.0 = Some(tokio::time::Instant::now());
        }
    }

    fn is_over(&mut self, what: &'static str) {
        if self.0.take().is_some() {
            tracing::info!("{what}");
        }
    }
}
