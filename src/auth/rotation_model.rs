//! The rules of rotation against a model: random schedules of one person with several tabs, on a bad network, and of one thief.
//!
//! The model knows what the rules cannot: who really holds which token. It checks that nobody whose tokens were not stolen is ever
//! turned away, that a theft ends the session at the first use by the second holder past the grace, and that an ended session stays
//! ended.
#![allow(clippy::unwrap_used)]

use proptest::{prelude::*, test_runner::TestRunner};

use super::*;

const GRACE: Millis = 10_000;
const POLICY: Policy = Policy { idle_ttl: Duration::from_secs(14 * 86_400), reuse_grace: Duration::from_millis(10_000) };
const SCHEDULES: u32 = 2_000;

type Rules = fn(u64, &Stored, Millis, &Policy) -> Decision;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Person,
    Thief,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// A tab sends a refresh; it arrives later.
    Send(Who),
    /// The oldest request that is under way arrives. Its answer arrives too, or is lost (a crash after the commit is the same).
    Arrive { answered: bool },
    /// An access token is used; the mark is written, or lost in a crash.
    Use(Who, /* written */ bool),
    /// The thief copies what the person holds.
    Steal,
    /// Time passes, in milliseconds.
    Wait(Millis),
}

fn step() -> impl Strategy<Value = Step> {
    let who = prop_oneof![4 => Just(Who::Person), 1 => Just(Who::Thief)];
    prop_oneof![
        4 => who.clone().prop_map(Step::Send),
        6 => any::<bool>().prop_map(|answered| Step::Arrive { answered }),
        4 => (who, prop::bool::weighted(0.8)).prop_map(|(who, written)| Step::Use(who, written)),
        1 => Just(Step::Steal),
        3 => prop_oneof![Just(50), Just(GRACE / 2), Just(GRACE + 1), Just(3 * GRACE)].prop_map(Step::Wait),
    ]
}

struct World {
    rules: Rules,
    stored: Stored,
    now: Millis,
    person: u64,
    thief: Option<u64>,
    /// Whether the thief has ever asked for or used anything. Until then the person is alone.
    betrayed: bool,
    /// Who sent which generation, and when.
    under_way: Vec<(Who, u64, Millis)>,
}

impl World {
    fn new(rules: Rules) -> Self {
        let stored = Stored { generation: 1, used_at: None, refreshed_at: 0, expires_at: Millis::MAX, revoked: false };
        Self { rules, stored, now: 0, person: 1, thief: None, betrayed: false, under_way: Vec::new() }
    }

    fn held(&self, who: Who) -> Option<u64> {
        match who {
            Who::Person => Some(self.person),
            Who::Thief => self.thief,
        }
    }

    fn take(&mut self, step: Step) -> Result<(), String> {
        match step {
            Step::Send(who) => {
                if let Some(generation) = self.held(who) {
                    self.under_way.push((who, generation, self.now));
                }
            }
            Step::Arrive { answered } if !self.under_way.is_empty() => {
                let (who, presented, sent_at) = self.under_way.remove(0);
                self.arrive(who, presented, sent_at, answered)?;
            }
            Step::Arrive { .. } => {}
            Step::Use(who, written) => self.use_token(who, written),
            Step::Steal => self.thief = Some(self.person),
            Step::Wait(time) => {
                self.now += time;
                // A browser gives a request up after ten seconds, and with it every copy of it that the network holds.
                let now = self.now;
                self.under_way.retain(|(_, _, sent_at)| now - sent_at <= GRACE);
            }
        }
        Ok(())
    }

    fn arrive(&mut self, who: Who, presented: u64, sent_at: Millis, answered: bool) -> Result<(), String> {
        self.betrayed |= who == Who::Thief;
        let before = self.stored;
        let decision = (self.rules)(presented, &before, self.now, &POLICY);
        match decision {
            Decision::Rotate { to, .. } | Decision::RollForward { to, .. } => {
                self.stored = Stored { generation: to, used_at: None, refreshed_at: self.now, ..before };
            }
            Decision::Reused => self.stored.revoked = true,
            Decision::Replay { .. } | Decision::Expired | Decision::Revoked => {}
        }
        let issued = match decision {
            Decision::Rotate { to, .. } | Decision::Replay { to } | Decision::RollForward { to, .. } => Some(to),
            _ => None,
        };
        if before.revoked && decision != Decision::Revoked {
            return Err(format!("a session that was ended answered {decision:?}"));
        }
        if issued.is_none() && !self.betrayed {
            return Err(format!("{who:?} presented {presented} of {before:?}, sent at {sent_at}, and was told {decision:?}"));
        }
        let superseded = before.used_at.is_some_and(|used_at| self.now - used_at > GRACE) && presented < before.generation;
        if superseded && issued.is_some() {
            return Err(format!("{presented} came back when {} was in use for longer than the grace, and was let in", before.generation));
        }
        if let Some(to) = issued.filter(|_| answered) {
            match who {
                Who::Person => self.person = self.person.max(to),
                Who::Thief => self.thief = self.thief.max(Some(to)),
            }
        }
        Ok(())
    }

    fn use_token(&mut self, who: Who, written: bool) {
        let Some(generation) = self.held(who) else { return };
        self.betrayed |= who == Who::Thief;
        if written && generation == self.stored.generation && self.stored.used_at.is_none() {
            self.stored.used_at = Some(self.now);
        }
    }
}

fn find_violation(rules: Rules) -> Result<(), String> {
    let config = ProptestConfig { cases: SCHEDULES, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new(config)
        .run(&prop::collection::vec(step(), 1..60), |steps| {
            let mut world = World::new(rules);
            steps.into_iter().try_for_each(|step| world.take(step)).map_err(TestCaseError::fail)
        })
        .map_err(|error| error.to_string())
}

#[test]
fn the_rules_hold_under_every_schedule() {
    assert_eq!(find_violation(decide), Ok(()));
}

#[test]
fn without_acknowledgement_a_lost_answer_signs_a_person_out() {
    let forgetful: Rules = |presented, stored, now, policy| {
        let used_at = stored.used_at.or(Some(stored.refreshed_at));
        decide(presented, &Stored { used_at, ..*stored }, now, policy)
    };
    assert!(find_violation(forgetful).is_err_and(|story| story.contains("Reused")));
}

#[test]
fn with_an_endless_grace_a_thief_is_let_in() {
    let trusting: Rules = |presented, stored, now, policy| decide(presented, &Stored { used_at: None, ..*stored }, now, policy);
    assert!(find_violation(trusting).is_err_and(|story| story.contains("was let in")));
}
