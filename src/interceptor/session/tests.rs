//! Single decisions of the state machine, in the order of a page's life.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::{error::Code, interceptor::event::Refusal, session::Role};

/// A tab, and what its browser shows.
#[derive(Default)]
struct Tab {
    machine: TabSession,
    seen: Observation,
}

fn session(id: &str, user: &str) -> Session {
    Session {
        user_id: user.to_owned(),
        email: String::new(),
        name: String::new(),
        role: Role::User,
        session_id: id.to_owned(),
        generation: 1,
        expires_in: 300,
    }
}

fn cookie(raw: &str, id: &str) -> Option<ClaimsCookie> {
    Some(ClaimsCookie {
        raw: raw.to_owned(),
        session: Some(session(id, "ada")),
    })
}

fn call(call: u32) -> Input {
    Input::CallMade {
        call,
        path: "/api/me".to_owned(),
        kind: CallKind::Session,
    }
}

const fn refused(call: u32) -> Input {
    Input::CallAnswered {
        call,
        status: 401,
        is_token_refused: true,
    }
}

impl Tab {
    /// A page of Ada's session `s`, under the cookie `c1`, with an idle timeout of an hour.
    fn new() -> Self {
        let mut tab = Self::default();
        tab.seen.is_visible = true;
        tab.seen.is_online = true;
        tab.seen.marks.is_storage_readable = true;
        tab.seen.cookie = cookie("c1", "s");
        tab.input(Input::Begin {
            session: Some(session("s", "ada")),
            idle_timeout: 3_600,
        });
        tab
    }

    fn input(&mut self, input: Input) -> Vec<Effect> {
        let mut effects = VecDeque::new();
        self.machine.handle(input, &self.seen, &mut effects);
        effects.into()
    }

    fn pass(&mut self, millis: f64) {
        self.seen.now.monotonic += millis;
        self.seen.now.wall += millis;
    }

    /// The refresh that is asked for, once the lock is granted.
    fn sent_refresh(&mut self, effects: &[Effect]) -> Option<u32> {
        let asked = effects.iter().find_map(|effect| match effect {
            Effect::AcquireLock(refresh) => Some(*refresh),
            _ => None,
        })?;
        let effects = self.input(Input::LockAcquired(asked));
        effects
            .contains(&Effect::SendRefresh(asked))
            .then_some(asked)
    }

    /// Expires the token and makes a call, which asks for a refresh.
    fn refreshing(&mut self) -> u32 {
        self.pass(300_000.0);
        let effects = self.input(call(1));
        self.sent_refresh(&effects).unwrap()
    }
}

fn resumed(effects: &[Effect], call: u32) -> Option<&CallStep> {
    effects.iter().find_map(|effect| match effect {
        Effect::Resume(id, step) if *id == call => Some(step),
        _ => None,
    })
}

fn sends(claims: &str) -> CallStep {
    CallStep::Send {
        claims: Some(claims.to_owned()),
    }
}

fn notified(effects: &[Effect]) -> Vec<&Change> {
    let changes = effects.iter().map(|effect| match effect {
        Effect::Notify(change) => Some(change),
        _ => None,
    });
    changes.flatten().collect()
}

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
fn a_call_waits_for_the_user_where_the_session_is_over() {
    let mut tab = Tab::new();
    let refresh = tab.refreshing();
    let revoked = RefreshOutcome::SessionEnded(Code::RefreshRevoked);
    let effects = tab.input(Input::RefreshAnswered(refresh, revoked));
    assert_eq!(notified(&effects), [&Change::Ended(Code::RefreshRevoked)]);
    assert_eq!(resumed(&effects, 1), None);
    tab.seen.cookie = cookie("c9", "t");
    let effects = tab.input(Input::SignedIn(session("t", "ada")));
    assert_eq!(resumed(&effects, 1), Some(&sends("c9")));
}

#[test]
fn the_call_of_a_page_is_not_sent_for_the_next_user() {
    let mut tab = Tab::new();
    tab.seen.cookie = Some(ClaimsCookie {
        raw: "c9".to_owned(),
        session: Some(session("t", "grace")),
    });
    let effects = tab.input(call(1));
    let superseded = CallStep::Refuse(Refusal::Superseded);
    assert_eq!(resumed(&effects, 1), Some(&superseded));
}

#[test]
fn cookies_that_go_while_the_token_lives_are_a_sign_out() {
    let mut tab = Tab::new();
    tab.seen.cookie = None;
    assert_eq!(notified(&tab.input(Input::Sync)), [&Change::SignedOut]);
}

#[test]
fn cookies_that_go_with_the_token_are_an_end_unless_a_sign_out_is_on_record() {
    let gone = |mark: fn(&mut SignOutMarks)| {
        let mut tab = Tab::new();
        tab.pass(300_000.0);
        tab.seen.cookie = None;
        mark(&mut tab.seen.marks);
        notified(&tab.input(Input::Sync))[0].clone()
    };
    assert_eq!(gone(|_| {}), Change::Ended(Code::RefreshExpired));
    assert_eq!(
        gone(|marks| marks.server = Some("s".to_owned())),
        Change::SignedOut
    );
    assert_eq!(
        gone(|marks| marks.storage = Some("s".to_owned())),
        Change::SignedOut
    );
    assert_eq!(
        gone(|marks| marks.is_storage_readable = false),
        Change::SignedOut
    );
}

#[test]
fn another_session_cuts_off_a_refresh_that_is_under_way() {
    let mut tab = Tab::new();
    let refresh = tab.refreshing();
    tab.seen.cookie = cookie("c9", "t");
    let effects = tab.input(Input::Sync);
    assert!(effects.contains(&Effect::Emit(Event::Abort)));
    assert!(effects.contains(&Effect::CancelRefresh));
    tab.seen.cookie = cookie("c3", "s");
    let effects = tab.input(Input::RefreshAnswered(refresh, RefreshOutcome::Refreshed));
    assert!(effects.contains(&Effect::RemoveClaims), "a late answer");
}

#[test]
fn no_refresh_begins_during_a_sign_out() {
    let mut tab = Tab::new();
    tab.refreshing();
    let effects = tab.input(Input::SignOutBegun);
    let left = || "s".to_owned();
    let expected = [
        Effect::Emit(Event::Abort),
        Effect::CancelRefresh,
        Effect::MarkSignedOut(left()),
        Effect::Broadcast(TabMessage::SigningOut(left())),
    ];
    for effect in &expected {
        assert!(effects.contains(effect), "{effect:?}");
    }
    assert_eq!(tab.sent_refresh(&effects), None);
    let effects = tab.input(Input::SignOutEnded);
    assert!(tab.sent_refresh(&effects).is_some(), "a call waits still");
}

#[test]
fn a_sign_out_whose_cookies_went_first_is_completed_all_the_same() {
    let mut tab = Tab::new();
    tab.input(Input::SignOutBegun);
    tab.seen.cookie = None;
    tab.input(Input::Elapsed(Timer::Tick));
    tab.input(Input::SignOutEnded);
    let effects = tab.input(Input::SignedOut);
    assert!(effects.contains(&Effect::ForgetDrafts("ada".to_owned())));
    let told = Effect::Broadcast(TabMessage::SignedOut("s".to_owned()));
    assert!(effects.contains(&told));
}

#[test]
fn a_poll_of_an_idle_page_does_not_refresh_and_a_touch_catches_up() {
    let mut tab = Tab::new();
    tab.pass(1_800_000.0);
    let effects = tab.input(Input::Elapsed(Timer::Tick));
    assert_eq!(tab.sent_refresh(&effects), None, "the timer");
    let effects = tab.input(call(1));
    let unreachable = CallStep::Refuse(Refusal::Unreachable);
    assert_eq!(resumed(&effects, 1), Some(&unreachable), "a poll");
    assert!(tab.machine.touch(tab.seen.now));
    let effects = tab.input(Input::Sync);
    assert!(tab.sent_refresh(&effects).is_some(), "the touch");
    assert!(!tab.machine.touch(tab.seen.now));
}

#[test]
fn a_touched_page_refreshes_ahead_of_expiry() {
    let mut tab = Tab::new();
    tab.pass(290_000.0);
    let effects = tab.input(Input::Elapsed(Timer::Tick));
    assert!(tab.sent_refresh(&effects).is_some());
}

#[test]
fn a_hidden_or_offline_page_does_not_refresh_on_its_own() {
    for hide in [
        (|seen| seen.is_visible = false) as fn(&mut Observation),
        |seen| seen.is_online = false,
    ] {
        let mut tab = Tab::new();
        tab.pass(290_000.0);
        hide(&mut tab.seen);
        let effects = tab.input(Input::Elapsed(Timer::Tick));
        assert_eq!(tab.sent_refresh(&effects), None);
    }
}
