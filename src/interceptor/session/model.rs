//! The state machine against a model: random schedules in a world of several tabs of one browser, which share a cookie jar, a lock and a
//! channel, in front of a server with sessions of two users, over a network that loses answers, delivers them late and says no.
//!
//! `LATCHKEY_TEST_SCHEDULES` says how many schedules are tried; a violation is told as a story, shrunk as far as it goes. Each check is
//! shown to be able to fail by a world that is wrong in one way ([`Flaw`]).
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod browser;
mod checks;
mod effects;
mod network;
mod page;
mod server;
mod step;
mod world;

use proptest::{
    prelude::*,
    test_runner::{TestError, TestRunner},
};

use step::{Answer, Step, TABS};
use world::{Flaw, World};

/// How many schedules are tried by default.
const SCHEDULES: u32 = 10_000;
/// How many are tried at most where a violation is there to be found. The search ends with the first.
const SEARCH: u32 = 100_000;

fn step() -> impl Strategy<Value = Step> {
    let (tab, user) = (0..TABS, 0..2_usize);
    let which = any::<prop::sample::Index>;
    let answer = prop_oneof![
        10 => Just(Answer::Whole),
        2 => Just(Answer::CookiesOnly),
        2 => Just(Answer::Lost),
        2 => Just(Answer::ServerError),
        1 => Just(Answer::Portal),
        1 => Just(Answer::RetryAfter(2)),
        2 => Just(Answer::RetryAfter(60)),
    ];
    let pass = prop_oneof![
        4 => Just(100.0),
        4 => Just(600.0),
        3 => Just(2_500.0),
        2 => Just(5_100.0),
        1 => Just(10_500.0),
    ];
    prop_oneof![
        10 => tab.clone().prop_map(Step::Call),
        14 => which().prop_map(Step::Serve),
        14 => (which(), answer).prop_map(|(which, answer)| Step::Answer(which, answer)),
        10 => pass.prop_map(Step::Pass),
        3 => which().prop_map(Step::Finish),
        2 => which().prop_map(Step::Drop),
        3 => (tab.clone(), user).prop_map(|(tab, user)| Step::SignIn(tab, user)),
        3 => tab.clone().prop_map(Step::SignOut),
        3 => tab.clone().prop_map(Step::Touch),
        1 => prop_oneof![Just(15_000.0), Just(70_000.0)].prop_map(Step::Sleep),
        1 => tab.clone().prop_map(Step::Freeze),
        2 => tab.clone().prop_map(Step::Thaw),
        1 => tab.clone().prop_map(Step::Toggle),
        1 => any::<bool>().prop_map(Step::Network),
        1 => tab.clone().prop_map(Step::Reload),
        1 => tab.prop_map(Step::LoadSlowly),
        1 => Just(Step::Revoke),
        2 => Just(Step::AgeProof),
        3 => (0..TABS, prop::bool::weighted(0.7)).prop_map(|(tab, given)| Step::Prove(tab, given)),
        1 => Just(Step::Damage),
        1 => Just(Step::ClearCookies),
    ]
}

/// Whole exchanges and whole waits, which single steps at random hardly ever come to.
fn rounds() -> impl Strategy<Value = Vec<Step>> {
    let which = any::<prop::sample::Index>;
    let exchange = || {
        (which(), which(), which()).prop_map(|(a, b, c)| {
            vec![
                Step::Serve(a),
                Step::Answer(b, Answer::Whole),
                Step::Finish(c),
            ]
        })
    };
    let round = prop_oneof![
        4 => exchange(),
        2 => step().prop_map(|step| vec![step]),
        1 => (0..TABS, exchange()).prop_map(|(tab, exchange)| [vec![Step::Call(tab)], exchange].concat()),
        1 => (0..TABS, 0..2_usize, exchange(), Just(600.0)).prop_map(|(tab, user, exchange, pass)| {
            [vec![Step::SignIn(tab, user), Step::Pass(pass)], exchange].concat()
        }),
        1 => Just(vec![Step::Pass(9_000.0), Step::Pass(2_000.0)]),
    ];
    prop::collection::vec(round, 1..16).prop_map(|rounds| rounds.concat())
}

/// Tries so many schedules in a world with `flaw`; returns the shortest story of a violation that was found. Of the
/// violations only those count whose sentence contains `of`: a flaw can break several invariants, and which one a
/// schedule breaks first is chance.
fn find_violation(flaw: Option<Flaw>, of: &str, cases: u32) -> Result<(), String> {
    let config = ProptestConfig {
        cases,
        max_shrink_iters: 20_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let schedule = prop_oneof![prop::collection::vec(step(), 1..40), rounds()];
    let outcome =
        TestRunner::new(config).run(&schedule, |steps| match World::run(flaw, steps, None) {
            Err(violation) if violation.contains(of) => Err(TestCaseError::fail(violation)),
            _ => Ok(()),
        });
    match outcome {
        Ok(()) => Ok(()),
        Err(TestError::Fail(_, steps)) => {
            let mut story = String::new();
            let violation = World::run(flaw, steps, Some(&mut story));
            Err(format!(
                "{story}\nbut {}",
                violation.err().unwrap_or_default()
            ))
        }
        Err(TestError::Abort(why)) => Err(why.to_string()),
    }
}

fn expect_violation(flaw: Flaw, of: &str) {
    assert!(
        find_violation(Some(flaw), of, SEARCH).is_err(),
        "no schedule of {SEARCH} came to: {of}"
    );
}

#[test]
fn all_invariants_hold_under_every_schedule() {
    let schedules = std::env::var("LATCHKEY_TEST_SCHEDULES")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(SCHEDULES);
    if let Err(story) = find_violation(None, "", schedules) {
        panic!("{story}");
    }
}

#[test]
fn without_cancelling_there_are_two_refreshes_at_once() {
    expect_violation(Flaw::NothingIsCancelled, "two refreshes at once");
}

#[test]
fn without_the_lock_two_tabs_refresh_at_once() {
    expect_violation(Flaw::NoLock, "without the lock");
}

#[test]
fn without_telling_users_apart_a_call_is_sent_under_another() {
    expect_violation(Flaw::AllUsersLookTheSame, "under another user");
}

#[test]
fn without_telling_sessions_apart_a_left_session_comes_back() {
    expect_violation(Flaw::SessionsHaveNoName, "came back");
}

#[test]
fn without_the_call_timeout_a_wait_has_no_end() {
    expect_violation(Flaw::CallsNeverTimeOut, "has waited");
}

#[test]
fn with_any_refusal_read_as_an_end_a_session_ends_for_nothing() {
    expect_violation(Flaw::EveryRefusalEnds, "ended for nothing");
}

#[test]
fn with_cookies_cleared_by_a_failure_a_failed_refresh_signs_out() {
    expect_violation(Flaw::FailuresClearCookies, "a failed refresh");
}

#[test]
fn with_calls_that_count_as_touches_a_long_retry_after_is_ignored() {
    expect_violation(Flaw::CallsTouch, "although the server");
}

#[test]
fn with_an_old_document_taken_for_new_a_page_misses_a_sign_in() {
    expect_violation(Flaw::DocumentsAreTakenForNew, "under the cookie of session");
}

#[test]
fn with_ticks_that_count_as_touches_an_idle_page_refreshes() {
    expect_violation(Flaw::TicksTouch, "an idle page");
}

#[test]
fn with_a_change_that_is_not_told_a_call_waits_and_nobody_is_asked() {
    expect_violation(Flaw::NobodyIsAsked, "asks for a proof: false");
}

#[test]
fn with_a_proof_that_is_not_heard_a_call_waits_on() {
    expect_violation(Flaw::ProofsAreNotHeard, "waits on for a proof");
}
