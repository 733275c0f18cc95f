//! The world around the rules. It knows what they cannot: the true holder of each token and the true time. After each step it
//! checks that no user without a stolen token is refused, that a copy is detected at its first use after the grace, and that an
//! ended session stays ended.

use super::{
    super::{ClockReading, Decision, Policy, SessionState, suspicion::Suspicion},
    schedule::{GRACE, REQUEST_LIFE, Step, Who},
};
use crate::{
    rules::{
        clock::{Millis, Timestamp},
        device_binding::Verdict,
    },
    session::Generation,
};

pub(super) const POLICY: Policy = Policy {
    idle_ttl: std::time::Duration::from_secs(14 * 86_400),
    reuse_grace: std::time::Duration::from_secs(10),
};
/// The network of the thief.
const THIEFS_NETWORK: u8 = 9;
/// The error of the two instances' clocks after correction.
const OFF: [Millis; 2] = [-400, 400];

/// The rules of a world, and the judgement on a refresh without the proof of its device. Only the thief sends one: a key is not copied.
#[derive(Clone, Copy)]
pub(super) struct Laws {
    pub rules: Rules,
    /// Whether the session is bound: then a thief must do it no harm.
    pub is_bound: bool,
    /// What a refresh without a proof meets.
    pub unproven: Verdict,
}

pub(super) type Rules = fn(Generation, &SessionState, ClockReading, &Policy) -> Decision;

/// The state that a restored backup takes back.
#[derive(Clone, Copy)]
struct Database {
    stored: SessionState,
    /// The true time of the current generation's first mark of use.
    really_used_at: Option<Millis>,
    /// The party, network and true time of the last rotation.
    rotated: Option<(Who, u8, Millis)>,
    /// The last generation that was given late to another party, and the number in a row.
    followed: Suspicion,
    signed_out: bool,
}

#[derive(Clone, Copy)]
struct Request {
    who: Who,
    network: u8,
    /// Whether it is certainly late and from a party that did not rotate.
    is_foreign: bool,
    presented: Generation,
    sent_at: Millis,
    decided: Option<Decision>,
    instance: usize,
}

pub(super) struct World {
    rules: Rules,
    is_bound: bool,
    unproven: Verdict,
    database: Database,
    backup: Database,
    /// The true time.
    passed: Millis,
    clock_ahead: Millis,
    clock_set_at: Option<Millis>,
    person: Generation,
    received_at: Millis,
    thief: Option<Generation>,
    /// Whether the thief has ever asked for or used anything. Until then the person is alone.
    betrayed: bool,
    requests: Vec<Request>,
}

impl World {
    pub(super) fn new(laws: Laws) -> Self {
        let Laws {
            rules,
            is_bound,
            unproven,
        } = laws;
        let stored = SessionState {
            generation: Generation::FIRST,
            used_at: None,
            refreshed_at: Timestamp::default(),
            expires_at: Timestamp::MAX,
            revoked: false,
            suspicion: Suspicion::NONE,
        };
        let database = Database {
            stored,
            really_used_at: None,
            rotated: None,
            followed: Suspicion::NONE,
            signed_out: false,
        };
        Self {
            rules,
            is_bound,
            unproven,
            database,
            backup: database,
            passed: 0,
            clock_ahead: 0,
            clock_set_at: None,
            person: Generation::FIRST,
            received_at: -REQUEST_LIFE - 1,
            thief: None,
            betrayed: false,
            requests: Vec::new(),
        }
    }

    /// Repeats `steps` and describes them, up to the violation.
    pub(super) fn tell(laws: Laws, steps: Vec<Step>) -> String {
        let mut world = Self::new(laws);
        let mut story = String::from("a session at generation 1");
        for step in steps {
            let outcome = world.take(step);
            let Database {
                stored:
                    SessionState {
                        generation,
                        used_at,
                        ..
                    },
                ..
            } = world.database;
            let used = if used_at.is_some() { "used" } else { "unused" };
            story += &format!(
                "\n{:>8} ms  {step} [generation {generation}, {used}]",
                world.passed
            );
            if let Err(violation) = outcome {
                return format!("{story}\nbut {violation}");
            }
        }
        story
    }

    pub(super) fn take(&mut self, step: Step) -> Result<(), String> {
        match step {
            Step::Send { who, network } => self.send(who, network),
            Step::Decide { which, instance } => {
                let waiting: Vec<usize> = (0..self.requests.len())
                    .filter(|at| self.requests[*at].decided.is_none())
                    .collect();
                if !waiting.is_empty() {
                    self.decide(*which.get(&waiting), instance)?;
                }
            }
            Step::Commit { which, answered } => {
                let decided: Vec<usize> = (0..self.requests.len())
                    .filter(|at| self.requests[*at].decided.is_some())
                    .collect();
                if !decided.is_empty() {
                    self.commit(*which.get(&decided), answered)?;
                }
            }
            Step::ArriveTogether => return self.arrive_together(),
            Step::Use {
                who,
                instance,
                written,
            } => self.use_token(who, instance, written),
            Step::Steal => self.thief = Some(self.person),
            Step::SignOut => {
                (self.database.stored.revoked, self.database.signed_out) = (true, true)
            }
            Step::BackUp => self.backup = self.database,
            Step::Restore => self.database = self.backup,
            Step::SetClock(by) => {
                (self.clock_ahead, self.clock_set_at) = (self.clock_ahead + by, Some(self.passed))
            }
            Step::Wait(time) => {
                self.passed += time;
                let now = self.passed;
                // Given up by the client, and with it every copy that the network holds; a server's own work takes no such time.
                self.requests
                    .retain(|request| now - request.sent_at <= REQUEST_LIFE);
            }
        }
        Ok(())
    }

    fn moment(&self, instance: usize) -> ClockReading {
        let clock_jumped = self
            .clock_set_at
            .is_some_and(|at| self.passed - at <= GRACE);
        ClockReading {
            clock_jumped,
            ..ClockReading::of_the_same_client(Timestamp::from_millis(
                self.passed + self.clock_ahead + OFF[instance],
            ))
        }
    }

    /// The same for a request: the person has one browser, and the thief another.
    fn moment_of(&self, request: &Request, instance: usize) -> ClockReading {
        let rotated = self.database.rotated;
        ClockReading {
            is_other_network: rotated.is_some_and(|(_, network, _)| network != request.network),
            is_other_software: rotated.is_some_and(|(who, ..)| who != request.who),
            ..self.moment(instance)
        }
    }

    fn send(&mut self, who: Who, network: u8) {
        let held = match who {
            // What came just now is good for longer than any request lives; nobody refreshes it.
            Who::Person if self.passed - self.received_at <= REQUEST_LIFE => None,
            Who::Person => Some(self.person),
            Who::Thief => self.thief.filter(|_| self.unproven != Verdict::Refused),
        };
        if let Some(presented) = held {
            let network = if who == Who::Thief {
                THIEFS_NETWORK
            } else {
                network
            };
            self.requests.push(Request {
                who,
                network,
                is_foreign: false,
                presented,
                sent_at: self.passed,
                decided: None,
                instance: 0,
            });
        }
    }

    fn decide(&mut self, at: usize, instance: usize) -> Result<(), String> {
        let Request { who, presented, .. } = self.requests[at];
        self.betrayed |= who == Who::Thief && !self.is_bound;
        let Database {
            stored,
            really_used_at,
            signed_out,
            rotated,
            ..
        } = self.database;
        let moment = self.moment_of(&self.requests[at], instance);
        let decision = (self.rules)(presented, &stored, moment, &POLICY);
        self.requests[at].is_foreign = rotated.is_some_and(|(by, _, rotated_at)| {
            let was_set_since = self.clock_set_at.is_some_and(|set_at| set_at >= rotated_at);
            by != who && !was_set_since && self.passed - rotated_at > GRACE + OFF[1] - OFF[0]
        });
        (self.requests[at].decided, self.requests[at].instance) = (Some(decision), instance);
        let issues = !matches!(
            decision,
            Decision::Reused | Decision::Expired | Decision::Revoked
        );
        if stored.revoked && decision != Decision::Revoked {
            return Err(format!("a session that was ended answered {decision:?}"));
        }
        if !issues && !self.betrayed && !signed_out {
            return Err(format!(
                "the {who:?} presented {presented}, nobody had stolen anything, and was told {decision:?}"
            ));
        }
        let ClockReading {
            now, clock_jumped, ..
        } = moment;
        let surely_past_grace = |really_used_at: Millis| {
            // A clock that was set since then tells another age: set back, it comes past the time of the mark once more.
            let was_set_since = self
                .clock_set_at
                .is_some_and(|set_at| set_at >= really_used_at);
            let told = stored
                .used_at
                .filter(|_| was_set_since)
                .map_or(Millis::MAX, |used_at| (now - used_at).abs());
            (self.passed - really_used_at).min(told) > GRACE + OFF[1] - OFF[0]
        };
        if issues
            && !clock_jumped
            && presented < stored.generation
            && really_used_at.is_some_and(surely_past_grace)
        {
            return Err(format!(
                "{presented} came back when {} was in use for longer than the grace, and was let in",
                stored.generation
            ));
        }
        Ok(())
    }

    /// Lets all requests decide before the first is carried out.
    fn arrive_together(&mut self) -> Result<(), String> {
        for at in 0..self.requests.len() {
            if self.requests[at].decided.is_none() {
                self.decide(at, at % 2)?;
            }
        }
        while !self.requests.is_empty() {
            self.commit(0, true)?;
        }
        Ok(())
    }

    /// Applies the compare-and-swap. The loser decides again.
    fn commit(&mut self, at: usize, answered: bool) -> Result<(), String> {
        let Request {
            who,
            network,
            is_foreign,
            decided,
            instance,
            ..
        } = self.requests[at];
        let now = self.moment(instance).now;
        let stored = &mut self.database.stored;
        let issued = match decided {
            Some(Decision::Rotate { from, to } | Decision::RollForward { from, to }) => {
                if stored.generation != from || stored.revoked {
                    return self.decide(at, instance);
                }
                *stored = SessionState {
                    generation: to,
                    used_at: None,
                    refreshed_at: now,
                    ..*stored
                };
                self.database.really_used_at = None;
                self.database.rotated = Some((who, network, self.passed));
                Some(to)
            }
            Some(Decision::SuspiciousReplay { to, run }) => {
                if stored.generation == to && stored.suspicion.generation < Some(to) {
                    stored.suspicion = Suspicion {
                        generation: Some(to),
                        run,
                    };
                }
                self.follow(to, is_foreign)?;
                Some(to)
            }
            Some(Decision::Replay { to }) => {
                self.follow(to, is_foreign)?;
                Some(to)
            }
            Some(Decision::Reused) => {
                stored.revoked = true;
                None
            }
            _ => None,
        };
        self.requests.remove(at);
        match (issued.filter(|_| answered), who) {
            (Some(to), Who::Person) if to > self.person => {
                (self.person, self.received_at) = (to, self.passed)
            }
            (Some(to), Who::Thief) => self.thief = self.thief.max(Some(to)),
            _ => {}
        }
        Ok(())
    }

    /// Records that a generation was given to another party than the rotating one.
    fn follow(&mut self, generation: Generation, is_foreign: bool) -> Result<(), String> {
        let Database {
            stored, followed, ..
        } = &mut self.database;
        if !is_foreign || generation != stored.generation || Some(generation) <= followed.generation
        {
            return Ok(());
        }
        let run = if followed.generation.map(Generation::next) == Some(generation) {
            followed.run + 1
        } else {
            1
        };
        *followed = Suspicion {
            generation: Some(generation),
            run,
        };
        if run < 3 {
            Ok(())
        } else {
            Err("a copy stayed one step behind for three generations".to_owned())
        }
    }

    fn use_token(&mut self, who: Who, instance: usize, written: bool) {
        let Some(generation) = (if who == Who::Person {
            Some(self.person)
        } else {
            self.thief
        }) else {
            return;
        };
        self.betrayed |= who == Who::Thief && !self.is_bound;
        let now = self.moment(instance).now;
        let Database {
            stored,
            really_used_at,
            ..
        } = &mut self.database;
        if written && generation == stored.generation && stored.used_at.is_none() {
            stored.used_at = Some(now);
            *really_used_at = Some(self.passed);
        }
    }
}
