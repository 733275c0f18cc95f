//! Following what other processes have done: which sessions they ended, which keys they made or removed. Asks twice a second, hears of
//! it at once where the database tells, and knows how far it is behind.

use std::time::Duration;

use tokio::{
    sync::{Mutex, Notify},
    time::MissedTickBehavior,
};

use crate::{
    rules::{
        clock::{Clock, millis},
        freshness::{Freshness, Moment},
    },
    store::{Notice, StoreError, Task},
};

use super::{BuildError, Domain, correct, keys::Plan};

/// A revoked session's access tokens stop working within a second on every instance: this, plus one query. Where the database tells
/// of it, they stop sooner.
const POLL: Duration = Duration::from_millis(500);
/// A commit shows later than the time that it carries, and a token that is being issued carries a later one: each poll looks back this
/// far before the last one that worked, and an ended session is remembered for so much longer.
const SLACK: Duration = Duration::from_secs(120);
/// How long to wait before listening, or asking, again after that failed.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);
const ASK_AGAIN: Duration = Duration::from_millis(100);
/// How long a request waits for this instance to catch up.
const WAIT: Duration = Duration::from_secs(1);
/// How often a failure that goes on is a warning.
const WARN_AGAIN: Duration = Duration::from_secs(60);

/// What an instance knows of the others' doings.
pub(super) struct Following {
    freshness: Freshness,
    plan: Mutex<Plan>,
    /// Somebody wants to know now.
    wanted: Notify,
    /// Asking has worked or failed.
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

/// Asks the database now and then, or as soon as somebody wants to know. What fails is tried again.
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
        domain.revocations.forget_old(domain.clock.now());
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

/// Hears of what others do as soon as they have done it.
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
    /// Whether an access token may be believed now.
    pub(super) fn is_caught_up(&self) -> bool {
        self.following.freshness.may_believe()
    }

    /// Whether everything that others did until just now is known.
    pub(super) fn is_fresh(&self) -> bool {
        self.following.freshness.is_fresh()
    }

    /// Waits, for a second at most, until this instance knows what was ended while it did not ask. A database that does not answer is
    /// not waited for again at once.
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

    /// Until the connection is lost for good, or at once `Ok` on a database that tells nothing.
    async fn listen_once(&self, trouble: &mut Trouble, task: &Task) -> Result<(), StoreError> {
        let Some(mut notices) = self.store.notices().await? else {
            return Ok(());
        };
        trouble.is_over("notices of other instances are heard again");
        task.is_well();
        // What was told while nobody listened.
        self.following.wanted.notify_one();
        loop {
            match notices.next().await? {
                Some(Notice::Keys) => self.following.wanted.notify_one(),
                Some(Notice::Ended(session)) => self.deny([session]),
                None => {
                    tracing::warn!(
                        "the connection for notices of other instances was lost, and is made anew"
                    );
                    self.following.wanted.notify_one();
                }
            }
        }
    }

    /// Reads which sessions were ended since this was last known, by whomever, and of which a token may still be alive.
    pub(super) async fn learn_revocations(&self, begun: Moment) -> Result<(), StoreError> {
        let (life, slack) = (millis(self.access_tokens.longest_life()), millis(SLACK));
        let since = self.following.freshness.known_until().max(begun.now - life) - slack;
        let ended = self.store.revoked_since(since).await?;
        self.revocations
            .add(ended.into_iter().map(|(id, at)| (id, at + life + slack)));
        Ok(())
    }

    /// At the start: everything that was ended before it is known.
    pub(super) async fn learn_all(&self) -> Result<(), StoreError> {
        let begun = self.following.freshness.moment();
        self.learn_revocations(begun).await?;
        self.following.freshness.caught_up(begun);
        Ok(())
    }

    /// Makes the access tokens of sessions that have just been ended stop working here.
    pub(super) fn deny(&self, ended: impl IntoIterator<Item = String>) {
        let until = self.clock.now() + millis(self.access_tokens.longest_life()) + millis(SLACK);
        self.revocations
            .add(ended.into_iter().map(|id| (id, until)));
    }
}

/// A failure that may go on for hours and is not told of at each turn.
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
