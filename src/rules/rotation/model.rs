//! The rules of rotation against a model: random schedules in a world of one person with several tabs, a bad network, servers that
//! crash, clocks that are set, backups that are restored, and one thief.
//!
//! `LATCHKEY_TEST_SCHEDULES` sets the number of schedules. A violation is shrunk and printed as a list of steps.
#![allow(clippy::unwrap_used)]

#[path = "../../../tests/support/schedule.rs"]
mod schedule;
mod world;

use proptest::{
    prelude::*,
    test_runner::{TestError, TestRunner},
};

use super::*;
use schedule::schedules;
use world::{Laws, Rules, World};

use crate::rules::{
    device_binding::{Binding, BoundBy, Shown, Verdict, judge},
    key_proof::DeviceKey,
    signer::Signer,
};

/// The default number of schedules.
const SCHEDULES: u32 = 2_000;
/// The maximum number of schedules for finding a known violation. The search ends with the first.
const SEARCH: u32 = 200_000;

/// Tries a number of schedules under `laws` and returns the shortest list of steps with a violation. Of the violations
/// only those count whose sentence contains `of`: wrong rules can break several invariants, and which one a schedule
/// breaks first is chance.
fn find_violation(laws: Laws, of: &str, cases: u32) -> Result<(), String> {
    let config = ProptestConfig {
        cases,
        max_shrink_iters: 20_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let outcome = TestRunner::new(config).run(&schedules(), |steps| {
        let mut world = World::new(laws);
        match steps.into_iter().try_for_each(|step| world.take(step)) {
            Err(violation) if violation.contains(of) => Err(TestCaseError::fail(violation)),
            _ => Ok(()),
        }
    });
    match outcome {
        Ok(()) => Ok(()),
        Err(TestError::Fail(_, steps)) => Err(World::tell(laws, steps)),
        Err(TestError::Abort(why)) => Err(why.to_string()),
    }
}

/// The laws of a session that any device may refresh.
const fn unbound(rules: Rules) -> Laws {
    Laws {
        rules,
        is_bound: false,
        unproven: Verdict::Proven,
    }
}

fn expect_violation(rules: Rules, of: &str) {
    assert!(
        find_violation(unbound(rules), of, SEARCH).is_err(),
        "no schedule of {SEARCH} came to: {of}"
    );
}

fn expect_none(laws: Laws) {
    let schedules = std::env::var("LATCHKEY_TEST_SCHEDULES")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(SCHEDULES);
    if let Err(story) = find_violation(laws, "", schedules) {
        panic!("{story}");
    }
}

#[test]
fn the_rules_hold_under_every_schedule() {
    expect_none(unbound(decide));
}

/// A thief who cannot prove to be the device neither gets a token nor ends the session, whatever they do.
#[test]
fn nobody_is_signed_out_of_a_bound_session_by_a_thief() {
    let binding = Binding {
        key: DeviceKey::from_bytes(&Signer::new().point()).unwrap(),
        by: BoundBy::Browser,
        grace_began: None,
        copy_told: None,
    };
    expect_none(Laws {
        rules: decide,
        is_bound: true,
        unproven: judge(&binding, Shown::default(), Timestamp::default()),
    });
}

#[test]
fn with_an_excuse_that_anybody_may_use_a_thief_ends_a_bound_session() {
    let laws = Laws {
        rules: decide,
        is_bound: true,
        unproven: Verdict::InGrace,
    };
    assert!(find_violation(laws, "nobody had stolen anything", SEARCH).is_err());
}

#[test]
fn without_acknowledgement_a_lost_answer_signs_a_person_out() {
    let forgetful: Rules = |presented, stored, moment, policy| {
        let used_at = stored.used_at.or(Some(stored.refreshed_at));
        decide(
            presented,
            &SessionState { used_at, ..*stored },
            moment,
            policy,
        )
    };
    expect_violation(forgetful, "nobody had stolen anything");
}

#[test]
fn with_an_endless_grace_a_thief_is_let_in() {
    let trusting: Rules = |presented, stored, moment, policy| {
        decide(
            presented,
            &SessionState {
                used_at: None,
                ..*stored
            },
            moment,
            policy,
        )
    };
    expect_violation(trusting, "was let in");
}

#[test]
fn with_a_clock_that_is_believed_after_it_was_set_a_person_is_signed_out() {
    let believing: Rules = |presented, stored, moment, policy| {
        decide(
            presented,
            stored,
            ClockReading {
                clock_jumped: false,
                ..moment
            },
            policy,
        )
    };
    expect_violation(believing, "nobody had stolen anything");
}

#[test]
fn without_suspicion_a_copy_stays_one_step_behind_for_ever() {
    let unsuspecting: Rules =
        |presented, stored, moment, policy| match decide(presented, stored, moment, policy) {
            Decision::SuspiciousReplay { to, .. } => Decision::Replay { to },
            decision => decision,
        };
    expect_violation(unsuspecting, "one step behind");
}

#[test]
fn with_suspicion_by_the_network_alone_a_person_in_a_tunnel_is_signed_out() {
    let hasty: Rules = |presented, stored, moment, policy| {
        decide(
            presented,
            stored,
            ClockReading {
                is_other_software: true,
                ..moment
            },
            policy,
        )
    };
    expect_violation(hasty, "nobody had stolen anything");
}

#[test]
fn without_rolling_forward_a_restored_backup_signs_a_person_out() {
    let stubborn: Rules =
        |presented, stored, moment, policy| match decide(presented, stored, moment, policy) {
            Decision::RollForward { .. } => Decision::Reused,
            decision => decision,
        };
    expect_violation(stubborn, "nobody had stolen anything");
}
