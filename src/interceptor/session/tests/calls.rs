//! Calls and the refreshes that they wait for.

use super::*;
use crate::interceptor::backoff::CALL_TIMEOUT;

#[test]
fn any_number_of_refused_calls_share_one_refresh() {
    let mut tab = Tab::new();
    for id in 1..=10 {
        let effects = tab.input(call(id));
        assert_eq!(resumed(&effects, id), Some(&sends("c1")));
    }
    let effects: Vec<Effect> = (1..=10).flat_map(|id| tab.input(refused(id))).collect();
    let locks = effects
        .iter()
        .filter(|effect| matches!(effect, Effect::AcquireLock(_)));
    assert_eq!(locks.count(), 1);
    let refresh = tab.sent_refresh(&effects).unwrap();
    tab.seen.cookie = cookie("c2", "s");
    let effects = tab.input(Input::RefreshAnswered(refresh, RefreshOutcome::Refreshed));
    for id in 1..=10 {
        assert_eq!(resumed(&effects, id), Some(&sends("c2")));
    }
}

#[test]
fn a_call_under_the_newest_token_is_replayed_once() {
    let mut tab = Tab::new();
    tab.input(call(1));
    let effects = tab.input(refused(1));
    let refresh = tab.sent_refresh(&effects).unwrap();
    tab.seen.cookie = cookie("c2", "s");
    tab.input(Input::RefreshAnswered(refresh, RefreshOutcome::Refreshed));
    let effects = tab.input(refused(1));
    assert_eq!(resumed(&effects, 1), Some(&CallStep::Deliver));
}

#[test]
fn a_newer_cookie_needs_no_refresh() {
    let mut tab = Tab::new();
    tab.input(call(1));
    tab.seen.cookie = cookie("c2", "s");
    let effects = tab.input(refused(1));
    assert_eq!(resumed(&effects, 1), Some(&sends("c2")));
    assert_eq!(tab.sent_refresh(&effects), None);
}

#[test]
fn a_newer_cookie_ends_the_wait_for_the_lock() {
    let mut tab = Tab::new();
    tab.pass(300_000.0);
    tab.input(call(1));
    tab.seen.cookie = cookie("c2", "s");
    let effects = tab.input(Input::Message(TabMessage::TokensChanged));
    assert_eq!(resumed(&effects, 1), Some(&sends("c2")));
    assert!(effects.contains(&Effect::ReleaseLock));
}

fn asks_for_proof(call: u32) -> Input {
    Input::CallAnswered {
        call,
        status: 403,
        challenge: Some(Challenge::Proof),
    }
}

#[test]
fn a_call_that_needs_a_proof_waits_and_goes_on_under_the_new_token() {
    let mut tab = Tab::new();
    for id in [1, 2] {
        tab.input(call(id));
    }
    let effects = tab.input(asks_for_proof(1));
    assert_eq!(notified(&effects), [&Change::ProofAwaited(true)]);
    assert_eq!(resumed(&effects, 1), None);
    let effects = tab.input(asks_for_proof(2));
    assert!(notified(&effects).is_empty(), "the person is asked once");
    tab.seen.cookie = cookie("c2", "s");
    let effects = tab.input(Input::Proven);
    for id in [1, 2] {
        assert_eq!(resumed(&effects, id), Some(&sends("c2")));
    }
    assert!(notified(&effects).contains(&&Change::ProofAwaited(false)));
    let effects = tab.input(asks_for_proof(1));
    assert_eq!(resumed(&effects, 1), Some(&CallStep::Deliver), "once only");
}

#[test]
fn a_proof_that_is_declined_after_a_sign_out_elsewhere_gives_nobody_the_answer() {
    let mut tab = Tab::new();
    tab.input(call(1));
    tab.input(asks_for_proof(1));
    tab.seen.cookie = None;
    tab.seen.marks.storage = Some("s".into());
    let effects = tab.input(Input::ProofDeclined);
    let superseded = CallStep::Refuse(Refusal::Superseded);
    assert_eq!(resumed(&effects, 1), Some(&superseded));
}

#[test]
fn a_proof_that_is_declined_gives_the_call_its_answer() {
    let mut tab = Tab::new();
    tab.input(call(1));
    tab.input(asks_for_proof(1));
    let effects = tab.input(Input::ProofDeclined);
    assert_eq!(resumed(&effects, 1), Some(&CallStep::Deliver));
    assert_eq!(notified(&effects), [&Change::ProofAwaited(false)]);
}

#[test]
fn a_call_that_waits_for_a_proof_is_not_another_users() {
    let mut tab = Tab::new();
    tab.input(call(1));
    tab.input(asks_for_proof(1));
    tab.seen.cookie = None;
    let effects = tab.input(Input::Sync);
    let refused = resumed(&effects, 1);
    assert!(
        refused.is_none() || refused == Some(&CallStep::Refuse(Refusal::Superseded)),
        "{refused:?}"
    );
    assert!(notified(&effects).contains(&&Change::ProofAwaited(false)));
}

#[test]
fn a_lost_answer_whose_cookies_arrived_is_a_refresh() {
    let mut tab = Tab::new();
    let refresh = tab.refreshing();
    tab.seen.cookie = cookie("c2", "s");
    let effects = tab.input(Input::Elapsed(Timer::AnswerTimeout(refresh)));
    assert_eq!(resumed(&effects, 1), Some(&sends("c2")));
}

#[test]
fn a_captive_portal_is_a_failure() {
    let mut tab = Tab::new();
    let refresh = tab.refreshing();
    let effects = tab.input(Input::RefreshAnswered(refresh, RefreshOutcome::Refreshed));
    assert_eq!(notified(&effects), [&Change::Reachable(false)]);
}

#[test]
fn a_waiting_call_gets_another_refresh_after_the_backoff() {
    let mut tab = Tab::new();
    let refresh = tab.refreshing();
    let failed = RefreshOutcome::RetryLater(None);
    let effects = tab.input(Input::RefreshAnswered(refresh, failed));
    assert_eq!(resumed(&effects, 1), None);
    let (retry, after) = effects
        .iter()
        .find_map(|effect| match effect {
            Effect::Schedule(timer @ Timer::Retry(_), after) => Some((*timer, *after)),
            _ => None,
        })
        .unwrap();
    assert!((500.0..=1_000.0).contains(&after), "{after}");
    let effects = tab.input(Input::Elapsed(retry));
    assert!(tab.sent_refresh(&effects).is_some());
}

#[test]
fn a_call_does_not_wait_for_a_long_backoff() {
    let mut tab = Tab::new();
    let refresh = tab.refreshing();
    let failed = RefreshOutcome::RetryLater(Some(60));
    let effects = tab.input(Input::RefreshAnswered(refresh, failed));
    let unreachable = CallStep::Refuse(Refusal::Unreachable);
    assert_eq!(resumed(&effects, 1), Some(&unreachable));
    let effects = tab.input(call(2));
    assert_eq!(resumed(&effects, 2), Some(&unreachable));
}

#[test]
fn a_call_outlasts_an_outage_of_seven_seconds() {
    let mut tab = Tab::new();
    // The longest pauses.
    tab.seen.random = 1.0;
    tab.input(call(1));
    let effects = tab.input(refused(1));
    let mut refresh = tab.sent_refresh(&effects).unwrap();
    let mut passed = 0.0;
    while passed < 7_000.0 {
        let failed = RefreshOutcome::RetryLater(None);
        let effects = tab.input(Input::RefreshAnswered(refresh, failed));
        let (timer, after) = effects
            .iter()
            .find_map(|effect| match effect {
                Effect::Schedule(timer @ Timer::Retry(_), after) => Some((*timer, *after)),
                _ => None,
            })
            .unwrap();
        passed += after;
        tab.pass(after);
        let effects = tab.input(Input::Elapsed(timer));
        refresh = tab.sent_refresh(&effects).unwrap();
    }
    assert!(passed < CALL_TIMEOUT, "{passed} ms");
    tab.seen.cookie = cookie("c2", "s");
    let effects = tab.input(Input::RefreshAnswered(refresh, RefreshOutcome::Refreshed));
    assert_eq!(resumed(&effects, 1), Some(&sends("c2")));
}

#[test]
fn a_try_that_was_cut_off_has_used_its_touch() {
    let mut tab = Tab::new();
    let refresh = tab.refreshing();
    let later = RefreshOutcome::RetryLater(Some(900));
    tab.input(Input::RefreshAnswered(refresh, later));
    tab.pass(6_000.0);
    tab.machine.touch(tab.seen.now);
    let effects = tab.input(call(2));
    assert!(tab.sent_refresh(&effects).is_some());
    tab.pass(6_000.0);
    tab.input(Input::SignInBegun);
    tab.input(Input::SignInEnded);
    let effects = tab.input(call(3));
    assert_eq!(tab.sent_refresh(&effects), None);
    let unreachable = CallStep::Refuse(Refusal::Unreachable);
    assert_eq!(resumed(&effects, 3), Some(&unreachable));
}
