//! Sessions that end, follow each other, or are left alone.

use super::*;
use crate::ids::SessionId;

#[test]
fn a_sign_in_between_rendering_and_hydration_is_told() {
    let mut tab = Tab::default();
    tab.seen.cookie = cookie("c1", "s");
    let signed_in = Change::SignedIn(session("s", "ada"));
    assert_eq!(notified(&tab.begin(None, None)), [&signed_in]);

    let mut tab = Tab::default();
    tab.seen.cookie = cookie("c1", "s");
    let before = Some(("s".into(), Generation::new(0)));
    assert_eq!(
        notified(&tab.begin(None, before)),
        [&signed_in],
        "a refresh"
    );
}

#[test]
fn a_document_for_nobody_stands_over_the_cookie_that_its_request_brought() {
    let mut tab = Tab::default();
    tab.seen.cookie = cookie("c1", "s");
    let effects = tab.begin(None, Some(("s".into(), Generation::new(1))));
    assert_eq!(notified(&effects), [] as [&Change; 0]);
    assert_eq!(
        notified(&tab.input(Input::Elapsed(Timer::Tick))),
        [] as [&Change; 0]
    );
}

#[test]
fn a_call_waits_for_the_user_where_the_session_is_over() {
    let mut tab = Tab::new();
    let refresh = tab.refreshing();
    let revoked = RefreshOutcome::SessionEnded(Code::RefreshRevoked.into());
    let effects = tab.input(Input::RefreshAnswered(refresh, revoked));
    assert_eq!(
        notified(&effects),
        [&Change::Ended(Code::RefreshRevoked.into())]
    );
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
fn a_sign_out_forgets_the_drafts_before_the_page_is_left() {
    let mut tab = Tab::new();
    tab.input(Input::SignOutBegun);
    tab.seen.cookie = None;
    // The cookie is seen to be gone before the answer is read.
    let effects = tab.input(Input::Elapsed(Timer::Tick));
    let place = |wanted: &Effect| effects.iter().position(|effect| effect == wanted);
    let forgotten = place(&Effect::ForgetDrafts("ada".into()));
    assert!(forgotten.is_some() && forgotten < place(&Effect::Notify(Change::SignedOut)));
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
    assert_eq!(gone(|_| {}), Change::Ended(Code::RefreshExpired.into()));
    assert_eq!(
        gone(|marks| marks.server = Some("s".into())),
        Change::SignedOut
    );
    assert_eq!(
        gone(|marks| marks.storage = Some("s".into())),
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
fn a_refresh_that_leaves_a_damaged_cookie_has_failed() {
    let mut tab = Tab::new();
    let refresh = tab.refreshing();
    tab.seen.cookie = Some(ClaimsCookie {
        raw: "damaged".to_owned(),
        session: None,
    });
    let effects = tab.input(Input::Elapsed(Timer::AnswerTimeout(refresh)));
    assert_eq!(notified(&effects), [&Change::Reachable(false)]);
}

#[test]
fn no_refresh_begins_during_a_sign_out() {
    let mut tab = Tab::new();
    tab.refreshing();
    let effects = tab.input(Input::SignOutBegun);
    let left = || SessionId::from("s");
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
    assert!(effects.contains(&Effect::ForgetDrafts("ada".into())));
    let told = Effect::Broadcast(TabMessage::SignedOut("s".into()));
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
fn a_page_that_was_frozen_while_it_waited_for_the_lock_does_not_refresh() {
    let mut tab = Tab::new();
    tab.pass(290_000.0);
    let effects = tab.input(Input::Elapsed(Timer::Tick));
    tab.pass(3_600_000.0);
    assert_eq!(tab.sent_refresh(&effects), None);
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
